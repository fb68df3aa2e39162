#!/usr/bin/env bash
# The last step of the action: INPUT_* variables → onrecord draft. Its exit code is that of the check.
set -euo pipefail
shopt -s globstar nullglob

# shellcheck disable=SC2206  # patterns are to be expanded
files=(${INPUT_FILES:-})
if [ "${#files[@]}" -eq 0 ]; then
  echo "::notice title=Onrecord::No draft matches '${INPUT_FILES:-}'; nothing was checked."
  exit 0
fi

options=(--fail-on "${INPUT_FAIL_ON:-contradicted,disputed,outdated}")
if [ -n "${INPUT_SERVER:-}" ]; then options+=(--server "$INPUT_SERVER"); fi
if [ -n "${INPUT_AS_OF:-}" ]; then options+=(--as-of "$INPUT_AS_OF"); fi
if [ -n "${INPUT_CHANGED_SINCE:-}" ]; then options+=(--changed-since "$INPUT_CHANGED_SINCE"); fi
if [ -n "${INPUT_BASELINE:-}" ]; then options+=(--baseline "$INPUT_BASELINE"); fi
if [ "${INPUT_ALLOW_UNDECIDED:-false}" = true ]; then options+=(--allow-undecided); fi

check() { onrecord --data "${INPUT_DATA:-onrecord-data}" draft "${options[@]}" --format "$1" -- "${files[@]}"; }

code=0
check github || code=$?
if [ -n "${INPUT_SARIF_FILE:-}" ] && [ "$code" -ne 2 ]; then
  check sarif > "$INPUT_SARIF_FILE" || [ $? -eq 1 ]  # the checks are in the cache by now
fi
exit "$code"
