"""Whether a text asserts or negates its main proposition, and as fact, plan, possibility or condition."""

from __future__ import annotations

import re

from service.assessment.records import Modality, Polarity
from service.assessment.speech import read_speech
from service.assessment.verbs import (
    ADVERBS,
    AUXILIARIES,
    DETERMINERS,
    PAST,
    REGULAR,
    is_finite,
    lemma,
    tokenise,
)

_SILENCE = re.compile(
    r"\b(?:(?:did|do|does|has|have|had|would|could|will)(?:n't| not|\s+yet\s+to|\s+never)\s+(?:\w+\s+){0,2}?"
    r"(?:say|said|comment|commented|confirm|confirmed|disclose|disclosed|specify|specified|elaborate|elaborated|respond"
    r"|responded|reply|replied|reveal|revealed|explain|explained|clarify|clarified|identify|identified|give|given"
    r"(?=\s+(?:any\s+)?(?:details|figures|numbers|reasons|a\s+reason|further)))"
    r"|(?:has|have|had)\s+yet\s+to\s+(?:comment|confirm|respond|say|reply|disclose|announce|publish|release)"
    r"|(?:declin|refus)(?:e|es|ed|ing)\s+to\s+(?:comment|say(?!\s+(?:sorry|goodbye|yes)\b)|confirm|discuss|disclose|elaborate|specify|identify|name"
    r"|reveal|answer|give|provide)"
    r"|(?:gave|give|gives|giving|provided|offered|released)\s+no\s+(?:\w+\s+)?(?:details?|figures?|reasons?|comments?"
    r"|explanations?|information|numbers?|breakdown)"
    r"|(?:made|issued)\s+no\s+(?:\w+\s+)?(?:comment|statement)|no\s+(?:immediate\s+)?comment|without\s+elaborating"
    r"|(?:remain|kept|keep|stay)(?:ed|s|ing)?\s+(?:silent|quiet|tight-lipped)"
    r"|(?:not|n't)\s+(?:immediately\s+)?(?:available|reached|reachable)\s+for\s+comment"
    r"|(?:could|can)(?:n't| not)\s+(?:immediately\s+)?be\s+reached)\b"
)

# Frames that put what follows as false or unproven.
_FRAMES = re.compile(
    r"\b(?:den(?:y|ies|ied|ying|ials?\s+(?:that|of))(?!\s+(?:[\w'-]+\s+){0,3}?(?:access|entry|bail|permission|visas?|parole|asylum|requests?|motions?|appeals?|petitions?|applications?|immunity|relief|coverage|treatment|benefits|aid)\b)"
    r"|(?:dismiss|reject)(?:es|ed|s|ing)?\s+(?:[\w'-]+\s+){0,5}?(?:claims?|charges?\s+that|reports?|allegations?|accusations?"
    r"|suggestions?|rumou?rs?|speculation|assertions?|stories|as\s+(?:\w+\s+)?(?:false|fake|untrue|baseless|unfounded|nonsense|lies|propaganda|fabricat\w+|rumou?rs?|speculation|groundless|wrong|fiction|a\s+\w+))\b(?!\s+(?:for|by|against|from)\b)"
    r"|contradict(?:s|ed|ing)?\s+(?:[\w'’-]+\s+){0,6}?(?:claims?|reports?|findings|accounts?|versions?|allegations?|assertions?"
    r"|suggestions?|stor(?:y|ies)|narratives?|theor(?:y|ies))"
    r"|refut(?:e|es|ed|ing)|disput(?:e|es|ed|ing)\s+(?:that|the|claims?|reports?|this)|debunk(?:s|ed|ing)?|disprov(?:e|es|ed|en)"
    r"|(?:false|fake|baseless|unfounded|unsubstantiated|unproven|discredited|bogus|misleading|fabricated|debunked)"
    r"\s+(?:\w+\s+)?(?:claims?|reports?|rumou?rs?|stor(?:y|ies)|news|allegations?|posts?)"
    r"|(?:falsely|wrongly|incorrectly|mistakenly|erroneously|inaccurately)\s+(?:(?:claim|say|suggest|report|allege|assert|list"
    r"|describ|stat|identif)(?:s|ed|ing|e|es|ying|ied)?|said|gave|put)"
    r"|misstat(?:ed|es|ing)|misreport(?:ed|s|ing)|(?:earlier|previous|original)\s+version\s+of\s+(?:this|the|our)\s+"
    r"(?:[\w'’-]+\s+)?(?:article|story|report|item|post|piece|column|headline|dispatch|caption|graphic|newsletter|page)"
    r"|rumou?r(?:s|ed)?(?:\s+(?:that|of|about|is|has|had|suggest))?\b"
    r"|(?:no|little|without|any|not\s+any)\s+(?:\w+\s+){0,2}?(?:evidence|proof|indication|sign|truth|basis|confirmation)\s+(?:that|of|to|for|in)"
    r"|(?:not|n't|never)\s+(?:\w+\s+)?true|untrue|(?:is|was|are|were|be)\s+(?:a\s+)?(?:\w+\s+)?(?:false|fake|hoax|myth|fabrication|lie)"
    r"|call(?:s|ed|ing)?\s+(?:[\w'-]+\s+){1,6}?(?:false|fake|untrue|baseless|unfounded|nonsense|lies|a\s+lie|fabricated|a\s+hoax|fabrications)"
    r"|conspiracy\s+theor(?:y|ies)|hoax|urban\s+legend"
    r"|(?:articles?|posts?|stor(?:y|ies)|headlines?|videos?|memes?|e-?mails?|tweets?|websites?)\s+(?:\w+\s+)?claim(?:s|ed|ing)"
    r"|(?:trash|rubbish|slam)(?:es|ed|ing)\s+(?:\w+\s+){0,2}?(?:reports?|claims?|rumou?rs?)"
    r"|(?:makes|made|making|doing)\s+the\s+rounds|reads?\s+the\s+headline)\b|^\W*claim:(?=\s)"
)
_ENDS_ITS_CLAUSE = re.compile(r"(?:is|was|are|were|be|not|never|n't)\b")
"""A frame that stands behind what it denies: "the leaflet was a hoax", "that is not true"."""

_AUTHOR_FRAMES = re.compile(r"true|false|fake|untrue|hoax|myth|lie\b")
_UNDENIED = re.compile(r"(?:not|n't|never|cannot|refus\w+ to|declin\w+ to|neither confirm\w* nor)\s+(?:\w+\s+)?$")

# Words that look negative and negate nothing.
_NOT_NEGATIVE = re.compile(
    r"\b(?:no\s+(?:fewer|less|more|later|earlier|sooner)\s+than|not\s+(?:only|just|merely|simply|least|until|all\s+that)|no\s+doubt"
    r"|no\s+wonder|not\s+surprisingly|n't\s+only|no\s+matter|nothing\s+(?:but|less\s+than|short\s+of)|no\s+stranger"
    r"|if\s+not|whether\s+or\s+not|or\s+not|not\s+until)\b|\bNo\.\s*\d|\bno\s+\d+\b"
    r"|(?:\bnot\b|n't\b)(?=[^,.;]*\buntil\b)"
    r"|\bwith\s+(?:(?:little\s+or|virtually|almost|absolutely)\s+)?no\b(?!\s+longer)|\bof\s+no\s+confidence\b|\bno[\s-]confidence\b"
    r"|\b(?:nobody|no\s+one|none|nothing|no\s+\w+)\s+(?:but|other\s+than|except)\b|\bno\s+less\s+an?\b|\bvot(?:e|es|ed|ing)\s+no\b"
    r"|\b(?:the|a)\s+no\s+(?:vote|campaign|camp|side)\b|\bnot?\s+(?:uncommon|unusual|unlikely|impossible|unheard)\b"
    r"|^\W*(?:an?|the|its|their|his|her)\s+(?:\w+\s+)?lack\s+of\b"
    r"|\b(?:due\s+to|because\s+of|owing\s+to|for|amid|over|citing|given|through|by|from|with|about)\s+(?:(?:an?|the|its|their)\s+)?"
    r"(?:\w+\s+)?lack\s+of\b"
)
_CONTRAST = re.compile(
    r",\s+(?:and\s+|but\s+)?(?:not|rather\s+than)\s+[^,.;]*|\brather\s+than\b[^,.;]*|\bbut\s+not\b[^,.;]*"
)
_NOT_BUT = re.compile(
    r"(?<!\bdo )(?<!\bdid )(?<!\bdoes )(?<!\bcan )(?<!\bcould )"
    r"(?<!\bwill )(?<!\bwould )(?<!\bhas )(?<!\bhave )(?<!\bhad )"
    r"\bnot\s+(?=[A-Z\d]|an?\b|the\b|by\b|in\b|from\b|for\b|on\b|at\b|his\b|her\b|its\b|their\b)(?:[\w’'-]+\s+){1,6}?but\s+(?!also\b|when\b|if\b)"
)
_RULE_OUT = re.compile(
    r"\brul(?:e|es|ed|ing)\s+(?:(?:it|this|that|anything|nothing|something|him|her|them|\w+sel(?:f|ves))\s+)?out\b|\brul(?:e|es|ed)\s+(?:the|an?)\s+(?:\w+\s+){1,3}?out\b"
    r"|\bexcludes?\s+(?:that|the\s+possibility)\b"
)
_NEGATOR = re.compile(
    r"\b(?:not|never|no(?!-)|nobody|none|nothing|neither|nor|no-one|nowhere|cannot|hardly|barely|scarcely|unlikely|unable|impossible)\b"
    r"|n't\b|\bfail(?:s|ed|ing)?\s+to\b|\bfailure\s+to\b|\brefus(?:e|es|ed|ing)\s+to\b|\bdeclin(?:e|es|ed|ing)\s+to\b"
    r"|\byet\s+to\b|\bstopp?(?:ed)?\s+short\s+of\b|\b(?:is|are|was|were|be|been|left|go|goes|went|remain|remains|remained)\s+(?:(?:still|also|now|largely|mostly)\s+)?without\b"
    r"|\black(?:s|ed|ing)?\b|\b(?:cancel|scrapp?|abandon|call(?:s|ed)?\s+off|drop)(?:s|led|ped|ed)?\s+(?:its|their|his|her|the|a|all|any)?\s*"
    r"plans?\b|\bno\s+longer\b|\bfar\s+from\b|\babsent\s+from\b|\bceased?\s+to\b|\bprevented\s+from\b|\bbarred\s+from\b"
)
_CLAUSE_END = re.compile(
    r"(?:,\s*|\s)(?:who|which|whose|whom|because|although|though|while|whereas|when|where|after|before|since|so\s+that|as\s+if|"
    r"despite|unless|but|if)\b|;|\s[–—]\s|:\s"
)
_LEADING = re.compile(
    r"^\W*(?:(?:when|while|because|although|though|after|before|since|as|despite|until|unlike|without)\b[^,]*,\s*)",
    re.I,
)

_PLANNED = re.compile(
    r"\b(?:will|won't|shall|'ll|would)\b|\b(?:expected|expects?|expecting|planned|plans?|planning|intends?|intended|scheduled|set|due|about|"
    r"slated|going|pledged|pledges|promised|promises|vowed|vows|agreed|agrees|aims?|aiming|prepar(?:es|ing)|hopes?|hoping|wants?|poised)\s+to\b"
    r"|\bcommit(?:s|ted|ting)?\s+(?:(?:it|him|her|them)sel(?:f|ves)\s+)?to\s+\w+ing\b"
    r"|\b(?:is|are|was|were)\s+to\s+(?!blame\b)[a-z]+\b|\bto\s+be\s+\w+ed\s+by\b|\b(?:is|are)\s+(?:expected|planned|scheduled|due)\b"
)
_POSSIBLE = re.compile(
    r"\b(?:may|might|could|likely|unlikely|possible|possibly|perhaps|maybe|probable|probably|potentially)\b"
    r"|\b(?:considers?|considering|considered|weighs?|weighing|mulls?|mulling|explor(?:es|ing)|contemplat(?:es|ing)|discussing|"
    r"threatens?|threatened|threatening|propos(?:es?|ed|ing)|accus(?:es?|ed|ing)|alleg(?:es?|ed|ing))\b"
)
_BASES = sorted(b for b in REGULAR if lemma(b) == b and b not in PAST)
_BASES += ["be", "have", "do", "expire", "premiere", "debut", "unveil", "conclude", "relaunch", "resume"]
_A_NOUN = r"(?:the|an?|his|her|its|their|our|my|this|that|these|those|some|any|all|no|many|more|\d[\d,.]*)\b"
_NOT_PLANNED = re.compile(
    rf"\b(?:due|going|set|agreed|agrees|is|are|was|were)\s+to\s+{_A_NOUN}|\bset\s+to\s+(?:music|work)\b"
    r"|\bgoing\s+to\s+(?:court|war|school|church|work|prison|jail|hospital|bed|university|college|trial|press|waste|plan)\b"
    rf"|\bdue\s+to\s+(?!(?:{'|'.join(_BASES)})\b)\w+"
    r"|\bwould\s+(?:later|eventually|ultimately|go\s+on\s+to|subsequently)\b"
)
"""What only looks like a plan: "due to snow", "going to court", "set to music", "he would later become"."""
_NOT_POSSIBLE = re.compile(
    r"\bcould\s+(?:(?:still|also|only|clearly)\s+)?(?:(?:be\s+)?(?:see|seen|hear|heard|feel|felt|smell|afford)\b"
    r"|not\b|no\s+longer\b|never\b|hardly\b|barely\b|find\s+no\b)"
    r"|\b(?:is|are|was|were|be|been|widely|generally|also|still)\s+considered\b(?!\s+for\b)"
)
_ASKING = re.compile(r"\b(?:say|said|know|ask|asked|clear|see|whether|even|as)\s+$")
_CONDITION = re.compile(r"\b(?:if|unless|provided\s+that|in\s+case|were\s+to|had\s+\w+\s+\w+,)\b|\bshould\s+\w+\s+\w+,")


def is_silence(text: str) -> bool:
    """Whether the text says that somebody kept silent: "did not say", "declined to comment", "gave no details"."""
    return _SILENCE.search(text.lower().replace("’", "'")) is not None


def read_polarity(text: str) -> Polarity:
    """How the text holds its main proposition.

    ``negated`` is the polarity of the proposition and ``denial`` that of the frame around it, so that the text affirms
    the proposition exactly where the two are equal. Reporting verbs are transparent, silence counts as negated, a
    double negation as none.
    """
    flat = text.replace("’", "'").replace("‘", "'")
    cues: list[str] = []
    silence = _SILENCE.search(flat.lower())
    frame, undenied = _frames(flat)
    scope = _main_clause(_without(_proposition(flat, frame or undenied), _NOT_BUT))
    lower = _without(scope.lower(), _NOT_NEGATIVE)
    lower = _without(lower, _CONTRAST)
    modality = _modality(flat, scope)
    negators = [match.group() for match in _NEGATOR.finditer(lower)]
    if "neither" in negators:
        negators = [negator for negator in negators if negator != "nor"]
    rule_out = _RULE_OUT.search(lower)
    count = len(negators) + (1 if rule_out else 0)
    cues += negators + ([rule_out.group()] if rule_out else [])
    if rule_out and count % 2 == 0:
        modality = Modality.POSSIBLE
    negated = count % 2 == 1
    denial = frame is not None
    if frame is not None:
        cues.insert(0, frame.group())
        if _AUTHOR_FRAMES.search(frame.group()) and negated:
            negated = denial = False
    if silence is not None and not denial:
        negated = True
        modality = Modality.FACT
        cues = [silence.group(), *cues]
    return Polarity(negated, denial, modality, tuple(dict.fromkeys(cue.strip() for cue in cues)))


def _without(text: str, pattern: re.Pattern[str]) -> str:
    return pattern.sub(lambda match: " " * len(match.group()), text)


def _frames(flat: str) -> tuple[re.Match[str] | None, re.Match[str] | None]:
    """The first denial frame of the text, and the first that is itself negated ("did not deny")."""
    lower = flat.lower()
    undenied = None
    for match in _FRAMES.finditer(lower):
        before = lower[: match.start()]
        if _UNDENIED.search(before):
            undenied = undenied or match
        elif not (match.group() == "denied" and re.search(r"\b(?:is|are|was|were|been|being)\s+$", before)):
            return match, None
    return None, undenied


def _proposition(flat: str, frame: re.Match[str] | None) -> str:
    """What is said, where somebody says it; what a frame frames; else the text."""
    if frame is not None:
        rest = flat[frame.end() :]
        match = re.match(r"\s*(?:\w+\s+){0,3}?that\b", rest)
        if match:
            return rest[match.end() :]
        if len(rest.split()) >= 2 and not _ENDS_ITS_CLAUSE.match(frame.group()):
            return rest
        return flat[: frame.start()]
    speech = read_speech(flat)
    if speech is not None and speech.content is not None:
        start, end = speech.content
        return flat[start:end]
    return flat


def _main_clause(scope: str) -> str:
    """The clause of the first finite verb; what depends on it is cut."""
    scope = _LEADING.sub("", scope)
    tokens = tokenise(scope)
    skipped: int | None = None  # where a relative clause inside the subject begins
    for i in range(len(tokens)):
        if not is_finite(tokens, i):
            continue
        if i > 0 and tokens[i - 1].lower in ("who", "which", "that") and i > 1:
            skipped = tokens[i - 1].start
            continue
        cut = _CLAUSE_END.search(scope, tokens[i].end)
        clause = scope[: cut.start()] if cut else scope
        return (
            clause
            if skipped is None
            else clause[:skipped] + " " * (tokens[i].start - skipped) + clause[tokens[i].start :]
        )
    return scope


def _modality(flat: str, scope: str) -> Modality:
    lower = scope.lower()
    tokens = tokenise(scope)
    whole = flat.lower()
    condition = re.search(r"^\W*(?:if|unless)\b|\b(?:if|unless)\b(?!\s+(?:not|any)\b)", whole)
    verbs = [i for i in range(len(tokens)) if is_finite(tokens, i)]
    asked = condition and _ASKING.search(whole[: condition.start()])
    if condition and not asked and re.search(r"\b(?:would|will|could|may|might|should|can)\b", whole):
        return Modality.CONDITIONAL
    group = scope[tokens[verbs[0]].start :] if verbs else scope
    group = _verb_group(group).lower()
    group = _NOT_POSSIBLE.sub(" ", group)
    if _POSSIBLE.search(group) or re.match(r"\W*(?:perhaps|possibly|maybe|probably)\b", lower):
        return Modality.POSSIBLE
    if _PLANNED.search(_NOT_PLANNED.sub(" ", group)):
        return Modality.PLANNED
    return Modality.FACT


def _verb_group(text: str) -> str:
    """The first words from the finite verb on, up to the lexical verb and its infinitive."""
    words = tokenise(text)
    taken = 0
    for i, token in enumerate(words):
        if not token.is_word and i > 0:
            break
        taken = i + 1
        if i >= 7:
            break
        if i > 0 and token.lower in DETERMINERS:
            break
        lexical = token.lower not in AUXILIARIES | ADVERBS | {"not", "be", "been", "being", "to", "likely", "also"}
        following = words[i + 1].lower if i + 1 < len(words) else ""
        if lexical and following != "to" and not token.lower.endswith("ly"):
            break
    return text[: words[taken - 1].end] if taken else text
