"""Everything that can go wrong with an index, and the root of all of Onrecord's errors.

OnrecordError
├── InputError              the caller's input; sending something else helps
│   ├── UnreadableInput     not text that we can read: binary, broken encoding, no text in the page
│   ├── InputTooLarge       over a documented limit
│   ├── BadDate             a date that is not 2024, 2024-11, 2024-11-03, an instant or an interval of days
│   ├── UnknownField        a field that nobody reads
│   └── NotFound            no such document
├── NotReady                the index cannot be used now; waiting or another command helps
│   ├── IndexLocked         another process is writing
│   └── IndexMissing        no index in the folder
├── DamagedIndex            data on disk that contradicts itself; ``onrecord index rebuild`` helps
├── ModelMismatch           the index was made with another embedding model or format
└── ConfigError             settings; all faults at once
"""


class OnrecordError(Exception):
    """Root of all our errors. ``code`` is a stable slug for programs; the message ends with the next thing to try."""

    code = "onrecord-error"


class InputError(OnrecordError):
    """The caller's input; sending something else helps. ``pointer`` is a JSON pointer to the member, where known."""

    code = "bad-input"

    def __init__(self, message: str, pointer: str | None = None) -> None:
        super().__init__(message)
        self.pointer = pointer


class UnreadableInput(InputError):
    """Not text that can be read: binary, broken encoding, or a page with no text in it."""

    code = "unreadable-input"


class InputTooLarge(InputError):
    """Over a documented limit."""

    code = "input-too-large"


class BadDate(InputError):
    """Not a year, month, day, instant with offset, or interval of days."""

    code = "bad-date"


class UnknownField(InputError):
    """A field that nobody reads, most often a misspelt one."""

    code = "unknown-field"


class NotFound(InputError):
    """No such document or check."""

    code = "not-found"


class NotReady(OnrecordError):
    """The index cannot be used now; waiting, or the command named in the message, helps."""

    code = "not-ready"


class IndexLocked(NotReady):
    """Another process is writing to the index."""

    code = "index-locked"


class IndexMissing(NotReady):
    """There is no index in the folder."""

    code = "index-missing"


class DamagedIndex(OnrecordError):
    """Data on disk that contradicts itself."""

    code = "damaged-index"


class ModelMismatch(OnrecordError):
    """The index was made with another embedding model or in another format."""

    code = "model-mismatch"


class ConfigError(OnrecordError):
    """Settings that cannot be used. The message lists every fault."""

    code = "bad-settings"
