// What the API's words mean to a reader. Written as JSON, so that a test can compare them with the command line's.

/** Each verdict: its name, its sign (never colour alone), and its meaning. */
export const VERDICTS = {
  "supported": ["Supported", "✓", "passages say it, and none of the same or a later time says otherwise"],
  "contradicted": ["Contradicted", "✕", "passages exclude it, and none ever supported it"],
  "disputed": ["Disputed", "≠", "sources of the same time disagree"],
  "outdated": ["Outdated", "↻", "it was so earlier, later reports changed it"],
  "not_enough_evidence": ["Not enough evidence", "?", "nothing in the index decides it"],
  "not_checkable": ["Not checkable", "–", "evidence cannot decide this kind of sentence"]
};

/** What a reader must know beside the verdict. */
export const QUALIFIERS = {
  "partial": "part of the statement is not covered",
  "attributed_only": "every passage for it reports what somebody said",
  "single_source": "there is only one independent source",
  "hedge_stronger": "the statement is firmer than its source",
  "scope_differs": "a near passage speaks of another part, place, time or unit",
  "wrong_speaker": "said, but by somebody else",
  "derived": "follows by arithmetic only"
};

/** How a publication date is known. */
export const DATE_METHODS = {
  "given": "given",
  "meta": "from its metadata",
  "url": "from its address",
  "dateline": "from its dateline",
  "text": "inferred from its text",
  "unknown": "date not known"
};

/** Each stance: its name, its sign, and the heading over its passages. */
export const STANCES = {
  "supports": ["supports", "+", "Speaks for it"],
  "contradicts": ["contradicts", "−", "Speaks against it"],
  "neutral": ["neutral", "·", "Read, and decides nothing"]
};
