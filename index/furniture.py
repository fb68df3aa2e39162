"""Page furniture in pasted text: what a page says around an article, told by its form and not by whose page it is.

Every rule matches a whole line, or an end of a line that can be cut off; a rule that could match a sentence of news asks
for more: few words, no verb, a position at the edge of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """A named pattern for a whole line, matched without regard to case."""

    name: str
    pattern: re.Pattern[str]


def _rule(name: str, *alternatives: str) -> Rule:
    return Rule(name, re.compile(r"(?:" + "|".join(alternatives) + r")", re.IGNORECASE))


RULES: tuple[Rule, ...] = (
    _rule(
        "navigation",
        r"(?:close|menu|search|home|back|next|previous|prev|skip|more|less|top|toggle|expand|collapse)(?: (?:close|menu|search|home))*",
        r"(?:skip|jump) to (?:main )?(?:content|navigation|search|footer)\.?",
        r"(?:back|return|scroll) to (?:the )?(?:top|home ?page|homepage)(?: (?:button|of page))?",
        r"(?:follow|related|more) (?:topics?|tags?|on this (?:story|topic))\s*:?.{0,60}",
        r"(?:related|recommended|popular|latest|trending|more|top|most[- ](?:read|popular|viewed|shared)) "
        r"(?:articles?|stor(?:y|ies)|posts?|news|topics?|content|reading|videos?|links?|coverage)\s*:?",
        r"(?:you (?:may|might) (?:also )?(?:like|be interested in)|read next|up next|see also|don['’]t miss|editors?['’]? picks?|"
        r"most (?:read|popular|viewed|shared))\s*:?",
        r"(?:world|politics|business|sports?|opinion|entertainment|technology|tech|science|health|lifestyle|culture|arts|travel|"
        r"asia|europe|africa|americas?|middle east|national|local|international|economy|markets|video|videos|photos|"
        r"news|world news|breaking news|top stories|topics|tags|share|print|email|comments?|leave a (?:comment|reply))",
        r"(?:[A-Z][\w&]+(?: [A-Z][\w&]+)?\s*[>»›|/]\s*){1,5}[A-Z][\w& ]{1,30}",
    ),
    _rule(
        "subscription",
        r"(?:sign[- ]?up|subscribe|register|log[- ]?in|sign[- ]?in|join)(?: (?:now|here|today|free|for free))?\s*(?:[:!.]|$).{0,100}",
        r"(?:sign up|subscribe|register)(?: now| here| today)? (?:for|to) (?:our|the|free|daily|weekly|breaking|news|email)\b.{0,110}",
        r"get (?:our|the|more|all the|breaking|daily|unlimited)\b.{0,60}\b(?:newsletters?|inbox|alerts?|app|access|e-?mails?|updates)\b.{0,50}",
        r"get more news\s*(?:live)?\s*(?:on)?\.?",
        r".{0,80}\bdelivered (?:straight |directly |right )?to your (?:inbox|e-?mail|phone)\b.{0,40}",
        r"(?:already a (?:subscriber|member)|not a subscriber(?: yet)?)\b.{0,60}",
        r"(?:download|get|install) (?:our|the) .{0,40}\bapp\b.{0,80}",
        r"(?:this (?:article|story|content) is|to continue reading).{0,40}\b(?:subscribers?|subscribe|premium|log in|sign in)\b.{0,80}",
    ),
    _rule(
        "browser",
        r"(?:IE|Internet Explorer)\s*\d* (?:is|are) (?:not|no longer) supported\b.{0,160}",
        r"(?:your|this) browser (?:is|does|has)\b.{0,40}\b(?:support|out ?of ?date|outdated|unsupported)\b.{0,160}",
        r"(?:please )?(?:enable|turn on) (?:javascript|cookies)\b.{0,120}",
        r"javascript (?:is|must be|appears to be) (?:disabled|enabled|required|turned off)\b.{0,120}",
        r"for (?:an?|the) (?:optimal|best|better) experience\b.{0,120}\bbrowser\b.{0,40}",
    ),
    _rule(
        "cookies",
        r"(?:we|this (?:web)?site|our (?:web)?site) uses? cookies\b.{0,240}",
        r"(?:accept|reject|manage|allow)(?: all)? (?:cookies|preferences|consent)(?: (?:settings|preferences))?",
        r"(?:cookie|privacy) (?:policy|settings|preferences|notice)",
        r"by (?:continuing|using|clicking|signing up|subscribing)\b.{0,60}\byou (?:agree|accept|consent)\b.{0,160}",
    ),
    _rule(
        "sharing",
        r"(?:share|tweet|pin|e-?mail|print|copy link|whatsapp|facebook|twitter|linkedin|telegram|reddit|pinterest|instagram|youtube|x|save|bookmark|link copied)"
        r"(?:\s*(?:[|,·•/]\s*)?(?:share|tweet|pin|e-?mail|print|copy link|whatsapp|facebook|twitter|linkedin|telegram|reddit|pinterest|instagram|youtube|x|save|via|on|this|it|article|story|post|page|and|with|link|friends?))*[!.]?",
        r"(?:share|tweet|send|e-?mail|print) (?:this|the) (?:article|story|post|page|news)\b.{0,60}",
        r"(?:follow|like|find|join|connect with) us (?:on|at|via)\b.{0,140}",
        r"(?:[•*·▪–-]\s*)?(?:for more|more)\s*:.{0,120}\b(?:website|facebook|twitter|instagram|telegram|youtube|social)\b.{0,120}",
        r"(?:[•*·▪–-]\s*)?.{0,60}\b(?:you can )?follow (?:us|me|him|her|them) on (?:facebook|twitter|x|instagram|telegram|youtube|tiktok|linkedin)\b.{0,80}",
        r"(?:[•*·▪–-]\s*)?sources? of (?:the )?(?:information|images?|news|photos?)\b.{0,100}",
        r"\d[\d,.]*[kKmM]?\s*(?:shares?|comments?|likes?|views?|retweets?|reactions?)",
    ),
    _rule(
        "advertisement",
        r"(?:story continues below |article continues (?:below|after) )?(?:this )?advertisement(?:s)?(?: (?:feature|- ?(?:scroll|continue) .{0,40}|continue reading.{0,40}))?\.?",
        r"(?:story|article) continues (?:below|after)\b.{0,40}",
        r"(?:sponsored|promoted|paid)(?: (?:content|post|links?|by .{1,40}))?",
        r"(?:scroll|swipe|click) (?:down )?to (?:continue|read|see|view)\b.{0,60}",
        r"ads? by .{1,40}",
    ),
    _rule(
        "reading",
        r"(?:read|see|click|tap|watch|listen|find out|learn|view) (?:more|full (?:article|story)|here|all|the full (?:article|story))\s*(?:[:»>→….]|here|\.\.\.)?",
        r"(?:read|see) (?:more|also|next|related)\s*[:|»>-].{0,160}",
        r"(?:also|must) read\s*[:|-].{0,160}",
        r"(?:listen to|play|hear|watch) (?:this|the) (?:article|story|audio|episode|video|podcast)\b.{0,60}",
        r"(?:(?:estimated )?reading time\s*:?\s*)?\d{1,3}[- ]?(?:minutes?|mins?)(?: (?:of )?read(?:ing)?)?(?: time)?",
        r"(?:image|photo|picture|video) (?:caption|source|gallery)\s*:?",
        r"(?:load|show|loading|view) (?:more|less|all|comments?)(?: (?:comments?|stories|articles))?\s*(?:\.\.\.|…)?",
    ),
    _rule(
        "credit",
        r"(?:photo|photos|image|images|picture|pictures|pic|video|graphic|illustration|file photo)\s*(?:credit|by|courtesy(?: of)?|source)?\s*[:/|©-]\s*.{1,80}",
        r"(?:©|\(c\))\s*.{1,80}",
        r"(?:getty images|reuters|ap photo|afp photo|shutterstock|istock|file photo)(?:\s*[/|,].{0,60})?",
    ),
    _rule(
        "copyright",
        r"(?:copyright|©|\(c\)|&copy;)\s*(?:©|\(c\))?\s*(?:\d{4}|by|the)\b.{0,240}",
        r"all rights reserved\b.{0,200}",
        r".{0,120}\ball rights reserved\.?(?: .{0,120}\b(?:published|broadcast|rewritten|redistributed|reproduced)\b.{0,40})?",
        r"this (?:material|article|content) may not be (?:published|reproduced|copied|broadcast)\b.{0,160}",
        r"(?:terms (?:of (?:use|service)|and conditions)|privacy policy|contact us|about us|advertise(?: with us)?|careers|help|sitemap|site map)(?:\s*[|·•]?\s*(?:terms (?:of (?:use|service)|and conditions)|privacy policy|contact us|about us|advertise(?: with us)?|careers|help|sitemap))*",
    ),
)

_END_NAVIGATION = re.compile(
    r"(?<=[.!?”’\"')\]…])(?:close|menu|share|advertisement|world|politics|business|sports?|opinion|technology|health|related articles|read more|"
    r"back to top(?: button)?|live|news)+$",
    re.IGNORECASE,
)
_AGENCIES = r"AFP|AP|Reuters|Yonhap|Xinhua|PTI|ANI|IANS|TASS|KCNA|UPI|dpa|DPA|EFE|ANSA|Kyodo|Jiji|Bernama|Interfax|Bloomberg|CNA|AAP|Associated Press|The Associated Press|Agence France-Presse|Press Association|PA"
_END_AGENCY = re.compile(
    r"(?<=[.!?”’\"'])\s*(?:\((?P<paren>" + _AGENCIES + r")\)|(?:[-–—]+\s*)?(?P<bare>(?:" + _AGENCIES + r")(?:\s*[/,-]\s*(?:" + _AGENCIES + r"))*))\.?$"
)
_CREDIT_SOURCE = r"(?:Reuters|AP|AFP|EPA|Getty(?: Images)?|KCNA|TASS|Sputnik|Xinhua|Shutterstock|Bloomberg|Yonhap|Anadolu|ZUMA|NurPhoto|SOPA|PA|UPI|Kyodo|dpa|Images|File|Pool|Handout|Photo|AP Photo)"
_CAPTION_CREDIT = re.compile(
    r"(?P<credit>(?<=[a-z0-9.!?”’\")])\s*(?:[(\[]?(?:Photo|Image|Picture|Credit|AP Photo|File photo)s?\s*(?:by|credit|courtesy of|/|:|-)[^.]{2,80}[)\]]?"
    r"|(?<=[.!?”’\")])\s?[A-Z][^.!?]{0,50}\s*(?:/|\||via)\s*(?:via )?" + _CREDIT_SOURCE + r"[^.!?]{0,40}"
    r"|\s[/|]\s*" + _CREDIT_SOURCE + r"[^.!?]{0,40}))\.?$"
)


def furniture_rule(line: str) -> str | None:
    """The name of the rule that says the whole line is furniture; ``None`` for a line to keep."""
    text = line.strip(" \t•*·▪►»›|-–—")
    if not text:
        return "ornament"
    if len(line) > 400:
        return None
    for rule in RULES:
        if rule.pattern.fullmatch(text) or rule.pattern.fullmatch(line):
            return rule.name
    return None


def caption_credit(line: str) -> int | None:
    """Where the picture credit at the end of a caption starts; ``None`` where the line ends in none."""
    found = _CAPTION_CREDIT.search(line)
    return found.start("credit") if found and found.start("credit") >= 15 else None


def glued_end(line: str) -> tuple[int, str] | None:
    """Where leftovers stuck to the end of a sentence start, and the name of their rule."""
    if found := _END_NAVIGATION.search(line):
        return found.start(), "navigation"
    return None


def agency_end(line: str) -> tuple[int, str] | None:
    """Where an agency's sign-off at the end of a line starts, and the agency."""
    if found := _END_AGENCY.search(line):
        return found.start(), found.group("paren") or found.group("bare")
    return None
