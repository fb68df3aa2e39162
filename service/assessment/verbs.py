"""Words and their verb forms, read from form and neighbours alone: the ground that the readers of clauses stand on."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple


class Token(NamedTuple):
    """A word, number or mark; ``start``, ``end`` are offsets into the text that was tokenised."""

    text: str
    lower: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Whether it is a word or a number, not a mark."""
        return self.text[0].isalnum()

    @property
    def is_capitalised(self) -> bool:
        """Whether its first character is an upper-case letter."""
        return self.text[0].isupper()


_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S.
    r"|\b(?:Mr|Mrs|Ms|Dr|Prof|Rep|Sen|Gov|Gen|Lt|Col|Maj|Capt|Sgt|Adm|St|Jr|Sr|Jan|Feb|Aug|Sept?|Oct|Nov|Dec)\.(?=\s)"
    r"|\d+(?:[.,]\d+)*(?:[^\W\d_]+|%)?"  # 3,000  2.5m  40%
    r"|[^\W_]+(?:[-'’.][^\W_]+)*"  # words, Jong-un, didn't, o'clock, example.org
    r"|\S"
)


def tokenise(text: str) -> list[Token]:
    """Words, numbers and marks of ``text`` in order; curly apostrophes are straight in ``lower``."""
    return list(_tokens(text))


@lru_cache(maxsize=1024)  # the readers of one sentence each ask for its tokens
def _tokens(text: str) -> tuple[Token, ...]:
    return tuple(
        Token(m.group(), m.group().lower().replace("’", "'"), m.start(), m.end()) for m in _TOKEN.finditer(text)
    )


def words_of(table: str) -> frozenset[str]:
    """The words of a table written as one string, for tables too long to read as lists."""
    return frozenset(table.split())


BE = words_of("is are was were am 's 're isn't aren't wasn't weren't ain't")
HAVE = words_of("has have had hasn't haven't hadn't 've")
DO = words_of("do does did don't doesn't didn't")
MODALS = words_of(
    "will would shall should can could may might must ought cannot won't wouldn't shan't shouldn't can't "
    "couldn't mightn't mustn't"
)
AUXILIARIES = BE | HAVE | DO | MODALS
PRONOUNS = words_of("i you he she it we they who this that these those there")
DETERMINERS = words_of(
    "a an the this that these those its his her their our my your some any each every no all both several "
    "many most few another either neither half"
)
PREPOSITIONS = words_of(
    "of in on at by for with from to into onto over under about after before during between among against "
    "through since until within without across along around near per via upon toward towards amid despite "
    "like as off outside inside beyond behind beside besides except following including regarding concerning"
)
SUBORDINATORS = words_of(
    "when while because although though if unless whether since after before until as that who whom whose "
    "which where why how what so but and or nor yet than"
)
ADVERBS = words_of(
    "also now then still just already again later earlier first previously recently reportedly once ever "
    "never often soon so far too even only always sometimes meanwhile however instead separately together "
    "alone today yesterday tomorrow"
)

_IRREGULAR = """
arise arose arisen|awake awoke awoken|be was been|bear bore borne|beat beat beaten|become became become
begin began begun|bend bent bent|bet bet bet|bind bound bound|bite bit bitten|bleed bled bled|blow blew blown
break broke broken|bring brought brought|broadcast broadcast broadcast|build built built|burn burnt burnt
burst burst burst|buy bought bought|catch caught caught|choose chose chosen|come came come|cost cost cost
creep crept crept|cut cut cut|deal dealt dealt|dig dug dug|do did done|draw drew drawn|dream dreamt dreamt
drink drank drunk|drive drove driven|eat ate eaten|fall fell fallen|feed fed fed|feel felt felt
fight fought fought|find found found|flee fled fled|fly flew flown|forbid forbade forbidden
forecast forecast forecast|foresee foresaw foreseen|forget forgot forgotten|forgive forgave forgiven
freeze froze frozen|get got got|give gave given|go went gone|grind ground ground|grow grew grown|hang hung hung
have had had|hear heard heard|hide hid hidden|hit hit hit|hold held held|hurt hurt hurt|keep kept kept
kneel knelt knelt|know knew known|lay laid laid|lead led led|leap leapt leapt|learn learnt learnt
leave left left|lend lent lent|let let let|lie lay lain|light lit lit|lose lost lost|make made made
mean meant meant|meet met met|mislead misled misled|mistake mistook mistaken|overcome overcame overcome
overtake overtook overtaken|overthrow overthrew overthrown|pay paid paid|prove proved proven|put put put
quit quit quit|read read read|rebuild rebuilt rebuilt|retake retook retaken|rewrite rewrote rewritten
ride rode ridden|ring rang rung|rise rose risen|run ran run|say said said|see saw seen|seek sought sought
sell sold sold|send sent sent|set set set|shake shook shaken|shed shed shed|shine shone shone|shoot shot shot
show showed shown|shrink shrank shrunk|shut shut shut|sing sang sung|sink sank sunk|sit sat sat
sleep slept slept|slide slid slid|speak spoke spoken|speed sped sped|spend spent spent|spill spilt spilt
spin spun spun|split split split|spread spread spread|spring sprang sprung|stand stood stood|steal stole stolen
stick stuck stuck|strike struck struck|strive strove striven|swear swore sworn|sweep swept swept|swim swam swum
swing swung swung|take took taken|teach taught taught|tear tore torn|tell told told|think thought thought
throw threw thrown|undergo underwent undergone|understand understood understood|undertake undertook undertaken
uphold upheld upheld|wake woke woken|wear wore worn|weep wept wept|win won won|wind wound wound
withdraw withdrew withdrawn|withhold withheld withheld|withstand withstood withstood|write wrote written
outnumber outnumbered outnumbered|oversee oversaw overseen|resell resold resold|undo undid undone
repay repaid repaid
"""
PAST: dict[str, str] = {}  # past form -> base
PARTICIPLES: dict[str, str] = {}  # past participle -> base
for _row in _IRREGULAR.replace("\n", "|").split("|"):
    if _row.strip():
        _base, _past, _participle = _row.split()
        PAST.setdefault(_past, _base)
        PARTICIPLES.setdefault(_participle, _base)
PAST["were"] = "be"

# Frequent verbs whose base and -s forms are worth reading as verbs; -ed forms need no list.
REGULAR = (
    words_of(
        "accept accuse achieve acknowledge acquire act add address adopt admit advise affect agree aim allow "
        "announce appear apply appoint approve argue arrest arrive ask assess assume attack attend award back "
        "ban begin believe belong benefit block boost border call campaign carry cause celebrate challenge "
        "change charge cite claim close collapse collect command comment commit compare compete complete "
        "confirm connect consider consist contain continue contribute control cover create criticise "
        "criticize cross deliver demand demonstrate deny depend deploy describe destroy detain determine "
        "develop die disappear discover discuss dismiss display dispute divide doubt drop earn employ enable "
        "encourage end enjoy enter establish estimate exceed exclude exist expand expect expel explain "
        "explode export express extend face fail fear feature fill finance finish fire follow force form "
        "found fund gain gather generate govern guarantee handle happen hate help hope host identify ignore "
        "impose improve include increase indicate inform injure insist inspect intend introduce invade invest "
        "investigate invite involve issue join kill lack last launch lift like link list live locate look "
        "love lower maintain manage march mark measure move name need note obtain occupy occur offer open "
        "operate oppose order organise organize own participate pass perform plan play please point possess "
        "predict prefer prepare present press prevent produce promise promote propose protect protest prove "
        "provide publish pull purchase push raise reach realise reappear recall receive recognise recognize "
        "recommend record recover reduce refer refuse regard reject release rely remain remember remind "
        "remove repeat replace reply report represent request require rescue resign respond rest restore "
        "result resume retain retire return reveal review rule save seem seize separate serve settle share "
        "shell sign signal start state stay stop store strengthen study submit succeed suffer suggest supply "
        "support surrender survive suspect suspend target test testify threaten trade train transfer "
        "transport travel treat trigger try turn urge use vary visit vote vow wait walk want warn watch "
        "welcome wish work worry wound weigh mull pledge amount total allege contend concede declare dispatch "
        "complain comply concern conclude condemn contact cooperate double halve triple rename relocate "
        "evacuate merge crash land sail board hack leak ship tow hail blame praise"
    )
    | frozenset(PAST.values())
    | frozenset(PARTICIPLES.values())
)

_NOT_VERBS_IN_ED = words_of(
    "hundred red bed shed sacred naked wicked united need seed speed breed bleed feed greed weed creed deed "
    "indeed embed armed unarmed alleged so-called aged unprecedented biased skilled talented retired "
    "unidentified unmanned unexpected unnamed red-hot zed ted fred med ed exceed proceed succeed moped"
)
_VERBS_IN_EED = words_of("agreed disagreed freed guaranteed decreed refereed")
_NOT_VERBS_IN_ING = words_of(
    "thing nothing something anything everything king ring spring wing sing bring string morning evening "
    "during building being according including following meeting wedding ceiling"
)
# Plural nouns that are verbs in -s as often; only read as verbs right after a singular subject.
_PLURAL_SUBJECTS = words_of("people police officials experts media troops they we i you who")


@lru_cache(maxsize=16384)
def lemma(word: str) -> str:
    """The base form of a verb form, else the word itself without a plural -s; lower case in, lower case out."""
    if word in _BE_FORMS:
        return "be"
    if word in PAST:
        return PAST[word]
    if word in PARTICIPLES:
        return PARTICIPLES[word]
    for suffix, endings in (("ied", ("y",)), ("ed", ("", "e")), ("ing", ("", "e")), ("ies", ("y",)), ("es", ("", "e"))):
        if word.endswith(suffix) and len(word) > len(suffix) + 2:
            root = word[: -len(suffix)]
            for ending in endings:
                if root + ending in REGULAR:
                    return root + ending
            if len(root) > 2 and root[-1] == root[-2] and root[:-1] in REGULAR:
                return root[:-1]
    if word.endswith("s") and word[:-1] in REGULAR:
        return word[:-1]
    return word


_BE_FORMS = words_of("be is are was were am been being")


def is_past_participle(word: str) -> bool:
    """Whether the lower-case word can be a past participle."""
    return (
        word in PARTICIPLES
        or word in _VERBS_IN_EED
        or (word.endswith("ed") and len(word) > 3 and word not in _NOT_VERBS_IN_ED and not word.endswith("eed"))
    )


def is_past(word: str) -> bool:
    """Whether the lower-case word can be a simple past."""
    return word in PAST or (is_past_participle(word) and word.endswith("ed"))


def is_gerund(word: str) -> bool:
    """Whether the lower-case word can be an -ing form of a verb."""
    return word.endswith("ing") and len(word) > 4 and word not in _NOT_VERBS_IN_ING


def is_finite(tokens: list[Token], i: int) -> bool:
    """Whether token ``i`` reads as a finite verb (an auxiliary counts) where it stands."""
    token = tokens[i]
    word = token.lower
    if not token.is_word:
        return False
    if word in AUXILIARIES:
        return not (word in MODALS and token.is_capitalised and i > 0 and word in ("may", "will"))
    if token.is_capitalised and i > 0:
        return False
    if "-" in word and len(word.split("-")[0]) > 3 and is_past(word):
        return False  # "the Ukrainian state-owned company"
    j = i - 1
    while j >= 0 and (tokens[j].lower in ADVERBS or tokens[j].lower.endswith("ly")):
        j -= 1
    before = tokens[j] if j >= 0 else None
    if before is not None and (
        before.lower in DETERMINERS - {"this", "that", "these", "those", "some", "many", "most", "few", "all", "both"}
        or before.lower in PREPOSITIONS - {"to"}
    ):
        return False
    if before is not None and before.lower == "to":
        return False
    if before is not None and before.lower in AUXILIARIES:
        return False  # the auxiliary is the finite one
    if word in PAST and word not in ("left", "read", "cost", "hit", "set", "cut", "put", "spread", "lay", "wound"):
        return not (before is None and word in PARTICIPLES)
    if word in PAST:
        return before is not None and (before.text[-1].isalnum() or before.text == ",")
    if is_past(word):
        return before is not None
    after = tokens[i + 1].lower if i + 1 < len(tokens) else ""
    if word.endswith("s") and lemma(word) != word and lemma(word) in REGULAR:
        if before is None or (before.lower.endswith("s") and before.lower not in ("its", "this", "us", "jcs")):
            return before is not None and before.is_capitalised and after in DETERMINERS | PREPOSITIONS | {"that"}
        opens = after in DETERMINERS | {"that", "to", "not"} or after[:1].isdigit() or after in PREPOSITIONS
        return before.is_capitalised or before.lower in PRONOUNS or opens
    if word in REGULAR and before is not None:
        plural = before.lower in _PLURAL_SUBJECTS or (
            before.lower.endswith("s") and not before.lower.endswith(("ss", "'s"))
        )
        return plural and (before.lower in PRONOUNS or bool(after)) and before.lower not in ("his", "its", "this")
    return False
