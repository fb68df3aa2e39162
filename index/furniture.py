"""Page furniture in pasted text: what a page says around an article, told by its form and not by whose page it is.

Every rule matches a whole line. What could begin a sentence of news ("Sign up", "Follow", "Read") is furniture only
with the words that a page's own requests have ("newsletter", "on Facebook"), and a line in which somebody says
something is never furniture by such a rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_SECTIONS = (
    r"world|politics|business|sports?|opinions?|entertainment|technology|tech|science|health|lifestyle|life|culture|"
    r"arts|travel|"
    r"asia|asia pacific|europe|africa|(?:north |south |latin )?americas?|middle east|us|u\.s\.|uk|uae|eu|china|"
    r"india|national|nation|"
    r"local|regional|international|economy|finance|money|markets?|education|environment|climate|weather|crime|"
    r"courts?|defen[cs]e|"
    r"video|videos|photos?|pictures|podcasts?|audio|gallery|(?:local|world|latest|breaking|us|uk|business) news|"
    r"news|top stories|"
    r"headlines|topics|tags|features|analysis|editorial|obituaries|live|live tv|watch live|exclusive|premium|"
    r"trending|newsletters?"
)
_PLATFORM = (
    r"(?:facebook|twitter|x|instagram|telegram|whatsapp|youtube|tiktok|linkedin|reddit|pinterest|messenger|threads|"
    r"bluesky|"
    r"snapchat|flipboard|google news|google\+|tumblr|line|weibo|wechat|stumbleupon|social media|social)"
)
_SHARE_WORD = (
    rf"(?:share|tweet|pin(?: it)?|like|save|print|e-?mail|copy(?: the)? link|link copied|bookmark|gift|"
    rf"comment|{_PLATFORM})"
)
_RELATED = (
    r"(?:related|recommended|popular|latest|trending|more|other|further|top|most[- ](?:read|popular|viewed|shared|"
    r"watched)|"
    r"you may like|from around the web)"
)
_AGENCY = (
    r"(?:AFP|AP|A\.P\.|Reuters|REUTERS|EPA(?:-EFE)?|EFE|ANSA|DPA|dpa|PA|UPI|PTI|ANI|IANS|TASS|ITAR-TASS|RIA(?: "
    r"Novosti)?|Sputnik|"
    r"KCNA|Xinhua|Yonhap|Kyodo|Jiji|AAP|ANP|APA|TT|NTB|Ritzau|Lehtikuva|Belga|CNA|Bernama|Antara|Anadolu|AA|MENA|"
    r"WAM|SPA|IRNA|"
    r"Interfax|UNIAN|Ukrinform|PAP|Getty(?: Images)?|GETTY(?: IMAGES)?|Shutterstock|iStock|Alamy|Bloomberg|ZUMA(?: "
    r"Press)?|"
    r"NurPhoto|SOPA(?: Images)?|WireImage|FilmMagic|Corbis|Rex(?: Features)?|Press Association|Associated Press|"
    r"Handout|"
    r"The Canadian Press|THE CANADIAN PRESS|Bloomberg News|Reuters Connect|Pool|File)"
)
_PHOTO = (
    r"(?:photo(?:graph)?s?|images?|pictures?|pics?|videos?|video grab|graphics?|illustrations?|screen ?(?:shot|grab|"
    r"capture)|file photo|credit)"
)
_NAME_WORD = r"(?:[A-Z@#][\w.'’&@-]*+|(?:of|by|via|and|for|the|from|de|van|von|al|el|\d{1,4})(?!\w)|[/|,&–-])"
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_CLOCK = (
    r"\d{1,2}(?:[:.]\d{2}){0,2}\s*(?:[ap]\.?m\.?)?\s*(?:\(?(?:gmt|utc|[ecmp][sd]?t|bst|ist|cest|cet|kst|jst|sgt|hkt|"
    r"local time|hrs?)\)?)?(?:\s*[+-]\d{1,2}:?\d{0,2})?"
)
_DAY = (
    rf"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?(?:\d{{1,2}}(?:st|nd|rd|"
    rf"th)?\s+{_MONTH}|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?),?(?:\s+\d{{4}})?|\d{{4}}-\d\d-\d\d|"
    rf"\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}}"
)
_STAMP = rf"(?:{_DAY})(?:\s*(?:,|at|[|•·/–-]|T)?\s*(?:{_CLOCK}))?"

_IGNORING_CASE: dict[str, tuple[str, ...]] = {
    "navigation": (
        r"(?:close|menu|search|home|homepage|back|next|previous|prev|skip|more|less|top|toggle|expand|collapse|open|"
        r"cancel|ok|play|"
        r"pause|mute|unmute|fullscreen|settings|dismiss|continue|edit|view|done)(?: (?:close|menu|search|home|"
        r"navigation|more|button|page|stor(?:y|ies)|article|gallery|image|video))*",
        r"(?:open|close|show|hide|toggle|expand|collapse) (?:the )?(?:main |site |mobile |side ?|search |image |"
        r"photo |video )?(?:menu|navigation|search|sidebar|modal|bar|panel|caption|gallery|player|image|dialog)",
        r"(?:skip|jump) to (?:the )?(?:main |primary )?(?:content|navigation|search|footer|article|sidebar)\.?",
        r"(?:back|return|scroll|go)(?: back)? to (?:the )?(?:top|home ?page|main page|article|results|menu|index)"
        r"(?: (?:button|of (?:the )?page))?\s*[↑^]?",
        rf"(?:{_SECTIONS})(?:\s*[|•·/»>›]\s*(?:{_SECTIONS}))*",
        r"(?:tags?|topics?|categories|category|filed under|in this (?:article|story)|explore more|more on|read "
        r"more on|more about|follow topics?|follow|related topics?|keywords?|posted in)\s*:(?: [^.!?:]{0,80})?",
        rf"{_RELATED}(?:[- ](?:on|in|from)(?: (?:this|the)(?: \w+)?| \w+)?)?(?: (?:articles?|stor(?:y|ies)|posts?|"
        rf"news|topics?|tags?|content|reading|reads?|videos?|links?|coverage|headlines?|searches))\s*:?",
        r"(?:you (?:may|might)(?: also)? (?:like|enjoy|be interested in)|you['’]ll also like|recommended(?: for "
        r"you)?|read next|up next|next up|coming up|see also|also read|editors?['’]?s?['’]? (?:picks?|choice)|"
        r"most[- ](?:read|popular|viewed|shared|commented|watched)(?: (?:in|on|from) \w+(?: \w+)?)?|"
        r"in other news|what (?:to read|we['’]re reading)(?: "
        r"next)?|around the web|don['’]t miss|more for you|for you|more like this|top picks|our picks|what['’]s "
        r"next)\s*:?",
        r"(?:leave|post|add|write|view|show|hide|read|see|join)(?: (?:a|your|all|the|more|our))*(?: \d+)? "
        r"(?:comments?|reply|replies|conversation|discussion)(?: \(?\d+\)?)?",
        r"(?:comments?|replies)(?: (?:are )?(?:closed|off|disabled|section|policy))?(?: \(?\d+\)?)?|no comments(?: "
        r"yet)?|be the first to comment[.!]?",
        r"(?:load|show|loading|view|see) (?:more|less|all|previous|next)(?: (?:comments?|stor(?:y|ies)|articles?|"
        r"posts?|results|news|videos?|photos?))?\s*(?:\.\.\.|…)?|loading\s*(?:\.\.\.|…)?|please wait\s*(?:\.\.\.|"
        r"…)?",
        r"home\s*(?:[>»›/|:]+\s*[\w&' -]{1,40}){1,6}|[\w&' -]{1,30}(?:\s*[>»›]\s*[\w&' -]{1,40}){1,6}",
        r"more from (?!(?:a|an|his|her|their|its|that|this|these|than)\b)[^.!?,:;]{2,40}|article content|"
        r"(?:other|featured|popular|recommended) (?:opinion )?(?:columns?|slide ?shows?|galleries|videos?)",
        r"you must (?:confirm|be|have|log|sign)\b.{0,60}\b(?:comment(?:ing|s)?|display name|logged in)\b.{0,160}",
        r"please (?:log ?(?:out|in)|sign in|register)\b.{0,60}\b(?:comment|again|prompted|account|continue)\b.{0,100}",
        r"join (?:our|the) (?:commenting|comments?|readers?['’]?) (?:forum|section|community)\b.{0,40}",
        r"join\b.{0,40}\bconversations?\b.{0,60}\b(?:readers|replies|comments?)\b.{0,40}",
        r"(?:this is )?an? (?:breaking|developing)(?: news?)? story\b.{0,120}",
        r"(?:do you have|have you got|got) (?:a |any |more )?(?:story|stories|tips?|news tips?|"
        r"views?)\b[^?]{0,60}\?.{0,160}",
        r"(?:[^.?!]{0,80}\? )?(?:get in touch|contact us|e-?mail us|write to us|send us)\b.{0,60}@.{0,120}",
        r"click here (?:to|for)\b.{0,80}",
        r"(?:with|using) this (?:button|form|link)\b,? you can\b.{0,300}|"
        r"mit diesem (?:button|formular|link) (?:kannst|können)\b.{0,320}",
        r"our (?:standards|principles|editorial (?:standards|policy)|ethics policy)\s*:.{0,80}",
        r"page \d+(?: of \d+)?|\d+ of \d+|\d+ ?/ ?\d+|slide \d+(?: of \d+)?",
        r"(?:next|previous|prev) (?:article|story|post|page|photo|slide|video)(?:\s*[:»>›«].{0,120})?",
        r"by clicking .{0,60}\byou .{0,40}\b(?:agree|accept)\b.{0,120}",
        r"(?:table of contents|contents|on this page|jump to|key points|in brief|at a glance|about the author|"
        r"author|editor['’]s note|topics in this article)\s*:?",
        r"(?:follow|keep up) (?:along|our live|live updates|with (?:the|our))\b.{0,80}\b(?:below|here|updates?|blog)\b"
        r".{0,40}",
        r"we (?:want|would love|['’]d love) to hear from you\b.{0,260}|.{0,160}\bdo i qualify\?",
        r"(?:find out|learn) more (?:about|on|at|from)\b[^.!?]{0,100}[.!]?",
        r"(?:report (?:a |an )?(?:typo|error|mistake|correction|ad)|send us a tip|suggest a correction|"
        r"corrections?|request (?:a )?reprint)(?: here)?[.!]?",
    ),
    "subscription": (
        r"(?:sign[- ]?up|subscribe|register|log[- ]?in|sign[- ]?in|log ?out|join|donate|support us|subscribe now|"
        r"become a (?:member|subscriber|supporter))"
        r"(?: (?:now|here|today|free|for free|with google|with apple|with facebook|or \w+(?: \w+)?))*[!.:»>→]*",
        r"[\w’'. ]{3,30}: (?:follow|sign up|subscribe)\b.{0,160}",
        r"(?:sign[- ]?up|subscribe|register|join)\b.{0,60}\b(?:newsletters?|e-?mails?|inbox|e-?paper|alerts?|"
        r"bulletins?|briefings?|channel|updates|mailing list|digital edition|free trial)\b.{0,80}",
        r"(?:get|receive|want|try|enjoy)\b.{0,70}\b(?:newsletters?|your inbox|breaking news alerts?|news alerts?|"
        r"by e-?mail|push notifications?|unlimited (?:digital )?access|ad-free|free trial|(?:on|to) your (?:phone|"
        r"device|mobile))\b.{0,80}",
        r"get (?:more|the latest|all the latest|today['’]s|our(?: latest| top)?|breaking|daily|live) (?:news|"
        r"stories|headlines|updates)\W*(?:live)?\W*(?:on)?(?: .{0,40})?",
        r".{0,90}\bdelivered (?:straight |directly |right |daily |weekly )*to (?:your|you) ?(?:inbox|e-?mail|phone|"
        r"door)?\b.{0,40}",
        r"(?:already|not yet|not)(?: a)? (?:registered|(?:a )?(?:subscriber|member))(?: yet)?\b.{0,60}|(?:have|"
        r"don['’]t have|need) an account\?.{0,60}|forgot(?:ten)? (?:your )?password\??",
        r"(?:download|get|install|open|try)(?: it)?(?: (?:on|in|from|our|the|free|now))*(?: .{0,40})?\b(?:app|app "
        r"store|google play|play store)\b(?:.{0,60}\b(?:now|today|here|free|ios|android|store|phone|stories|news)"
        r"\b.{0,30})?[.!]?",
        r"(?:this|the rest of this|the full) (?:article|story|content|page|post) is (?:for|only (?:available "
        r")?(?:for|to)|available (?:only )?(?:for|to)|exclusive(?:ly)? (?:for|to)|reserved for|free (?:for|to))"
        r".{0,30}\b(?:subscribers?|members?|readers|registered users?)\b.{0,80}",
        r"(?:to|please) (?:continue|keep|finish) reading\b.{0,100}|(?:subscribe|register|sign in|log in) to "
        r"(?:read|continue|keep|unlock|view|access)\b.{0,80}|you have .{0,40}\b(?:free articles?|articles? (?:left|"
        r"remaining))\b.{0,60}",
        r"(?:support|help (?:us|fund)|fund)\b.{0,40}\b(?:our|independent|quality|local|free) journalism\b.{0,120}",
        r"(?:thank you|thanks) for (?:reading|visiting|subscribing|signing up|registering)\b.{0,80}",
        r"(?:your|enter your|please enter (?:a valid|your)) e-?mail(?: address)?\b.{0,60}|(?:email|e-mail) "
        r"address\*?|we['’]ll (?:never|not) (?:share|spam).{0,60}",
        r".{0,200}\bsign(?:ing)? up (?:to|for) (?:our|my)\b.{0,50}\bnewsletters?\b.{0,100}",
        r"(?:sign[- ]?up|subscribe) (?:for|to) (?:the )?(?:breaking|latest|daily|top) (?:news|stories|"
        r"headlines)\b.{0,100}",
        r"stay (?:informed|up to date|connected)\b.{0,60}\b(?:with (?:us|our|the)|journalism|newsletter)\b.{0,200}",
        r"get\b.{0,80}\bfor (?:only|just|as little as)\b.{0,30}\b(?:a|per) (?:month|week|year)\b.{0,80}",
        r".{0,160}\bmay (?:also )?(?:earn|receive|get)\b.{0,30}\bcommissions?\b.{0,40}\b(?:links?|purchases?|this page|"
        r"you buy)\b.{0,80}",
        r".{0,120}\b(?:buying|buy|purchase|purchases|purchasing)\b.{0,20}\bthrough (?:us|our links?|links? on "
        r"(?:this|our))"
        r"\b.{0,120}",
        r"(?:turn on|enable|allow|get) (?:desktop |browser |push )?notifications\b.{0,60}",
    ),
    "browser": (
        r"(?:ie|internet explorer|netscape|edge|safari|chrome|firefox)\s*\d*(?: (?:and|or) (?:below|earlier|older)"
        r")? (?:is|are) (?:not|no longer)(?: fully)? supported\b.{0,160}",
        r"(?:sorry,? )?(?:your|this) (?:web )?(?:browser|device)(?: version)?(?: you are using)? (?:is|does|do|"
        r"has|may|can|cannot|can't|isn't|doesn't)\b.{0,60}\b(?:support(?:ed)?|out ?of ?date|outdated|unsupported|"
        r"play|disabled|compatible)\b.{0,160}",
        r"(?:please )?(?:enable|turn on|switch on|activate|disable|turn off)(?: (?:your|the))? (?:javascript|"
        r"cookies|ad[- ]?block(?:er)?s?)\b.{0,140}",
        r"(?:javascript|cookies?|flash(?: player)?) (?:is|are|must be|appears? to be|needs? to be|has been)(?: "
        r"currently)? (?:disabled|enabled|required|turned off|blocked|not (?:enabled|supported))\b.{0,140}",
        r"for (?:an?|the|your) (?:optimal|best|better|full|improved) (?:viewing |browsing |user )?experience\b.{0,140}",
        r"(?:please )?(?:upgrade|update|use|switch to)\b.{0,40}\b(?:modern|newer|another|different|supported|"
        r"latest)(?: version of your)? (?:web )?browser\b.{0,80}",
        r"(?:we noticed|it looks like|looks like|we've detected) (?:that )?you(?:'re|’re| are) (?:using|blocking)"
        r"\b.{0,140}",
        r"(?:video|audio|this video|media|content) (?:player )?(?:is )?(?:not (?:available|supported)|unavailable|"
        r"failed to load|could not be loaded)\b.{0,80}",
    ),
    "cookies": (
        r"(?:we|this (?:web)?site|our (?:web)?site|our partners|we and our (?:\d+ )?partners)\b.{0,60}\b(?:uses?|"
        r"stores?|process(?:es)?)\b.{0,40}\b(?:cookies|personal data|your data)\b.{0,300}",
        r"(?:accept|reject|manage|allow|decline|customi[sz]e|necessary|essential)(?: (?:all|only|my|your|necessary|"
        r"essential))*(?: (?:cookies|preferences|consent|choices|settings))+",
        r"(?:cookie|privacy|consent|ad|your privacy) (?:policy|settings|preferences|notice|choices|statement|"
        r"centre|center|options)|accept all|reject all|i (?:agree|accept)|do not sell(?: or share)? my (?:personal "
        r")?(?:information|data)",
        r"by (?:continuing|using|clicking|signing up|subscribing|registering|browsing|submitting|providing)"
        r"\b.{0,80}\b(?:you|i) (?:agree|accept|consent|confirm|acknowledge)\b.{0,200}",
    ),
    "sharing": (
        rf"{_SHARE_WORD}(?:[\s|,·•/&-]+(?:{_SHARE_WORD}|via|on|to|this|it|article|story|post|page|and|with|link|"
        rf"friends?|a|the|us|button|icon|options|\d+))*[!.:]?",
        r"(?:share|tweet|send|e-?mail|print|post)(?: (?:this|the|our))(?: \w+)? (?:article|story|post|page|news|"
        r"link|video)(?: (?:on|via|with|by|to)\b.{0,60})?[.!:]?",
        r"(?:share|tell us|let us know|leave|join)\b.{0,40}\b(?:your (?:thoughts|comments?|views?|opinions?)|(?:in|"
        r"below in) the comments?|comment below|what you think)\b.{0,60}",
        r"(?:[^.!?]{0,50}\b)?(?:follow|like|find|join|connect with|add|visit) (?:us|me|our page)(?: (?:here|too)"
        r")?(?: (?:on|at|via|@))\b.{0,140}",
        rf".{{0,80}}\byou can (?:also )?follow (?:us|me|him|her|them|\w+) (?:on|at|via) (?:{_PLATFORM}|@\w+).{{0,80}}",
        rf"(?:for more|more|for updates)\b.{{0,60}}\b(?:website|follow|visit|{_PLATFORM}|social networking)"
        rf"\b.{{0,120}}",
        rf"(?:follow|like) (?:@?[\w.']+ ){{1,5}}on {_PLATFORM}(?:\W.{{0,140}})?",
        rf"(?:on )?{_PLATFORM}\s*[:@]\s*@?[\w./]+|@\w{{2,30}}",
        r"sources?:\s*(?:[\w.&'-]+\s?){1,5}",
        r"(?:the )?sources? (?:of|for) (?:the |this |all |these )?(?:information|images?|news|photos?|pictures?|"
        r"article|text)\b.{0,100}",
        rf"\d[\d,.]*\s*[km]?\s*(?:shares?|comments?|likes?|views?|retweets?|reactions?|reads?)(?:\s+{_PLATFORM})*",
        r"(?:https?://|www\.)\S+",
    ),
    "advertisement": (
        r"(?:(?:this|the) )?(?:story |article |content )?(?:continues? (?:below|after)(?: (?:this|the))?[ "
        r":—–-]*)?(?:advertisements?|advertising|advert|ads?)(?:[ :—–-]+(?:feature|(?:scroll|continue|continue "
        r"reading|story continues|article continues|skip)\b.{0,50}|\(\w+\)|\d+))?\.?",
        r"(?:story|article|content|text|post) continues? (?:below|after|here)\b.{0,40}",
        r"advertisements?\b.{0,40}story continues below\b.{0,20}",
        r"(?:sponsored|promoted|paid|partner|branded)(?: (?:content|posts?|links?|message|stor(?:y|ies)|"
        r"by [^,.\d]{1,40}|"
        r"feature|partnership))?\s*:?",
        r"(?:scroll|swipe|click|tap)(?: (?:down|left|right|here|up|through))? (?:to|for) (?:continue|read|see|view|"
        r"expand|enlarge|more|the)\b.{0,60}",
        r"(?:remove|hide|report|skip|close)(?: this)? (?:ads?|advertisement)|why (?:am i seeing )?this ad\??|ads? "
        r"(?:by|from|choices)(?: .{1,40})?|adchoices",
    ),
    "reading": (
        r"(?:read|see|view|find out|learn|discover|watch|listen|explore|click|tap)(?: (?:the|our|all|here|for|to|"
        r"it))*(?: (?:more|full|rest|complete|original|also|next|now|here|article|story|report|text|coverage|"
        r"gallery|video|list|details?|on|in|of|this))+\s*[:»>→…]*(?:\.\.\.)?",
        r"(?:read|see|must read|also read|read also|related|more|see more|read next|learn more|read more|in "
        r"pictures|explainer|opinion|analysis|what to know|background|previously|timeline|fact check)\s*(?:[:|»>→]|"
        r" [-–—] )\s*[^.!]{3,160}[?]?",
        r"(?:listen to|play|hear|watch)(?: (?:this|the|our))(?: \w+)?(?: (?:article|story|audio|episode|video|"
        r"podcast|clip|report|interview|stream))(?: (?:here|now|below|above|on|via|of|at)\b.{0,70})?\s*[.:]?(?: "
        r"\(?\d+(?::\d+)?(?: ?min(?:ute)?s?)?\)?)?",
        r"(?:(?:estimated |approx\.? )?read(?:ing)? ?time\s*[:–-]?\s*)?(?:about |approx\.? |under |less than (?:a|"
        r"1) )?\d{0,3}[- ]?(?:minutes?|mins?)(?:[- ](?:of )?(?:read(?:ing)?|listen|watch|video))(?: time)?|reading "
        r"time\s*:.{0,20}|\d{1,2}:\d{2}|\d+ ?min(?:utes?)? ago|\d+ (?:hours?|hrs?|days?|h|d) ago|just now|"
        r"yesterday",
        r"(?:image|photo|picture|video) (?:caption|source|gallery|copyright)s?,?\s*:?|(?:view|see|show|hide) "
        r"(?:caption|gallery|photos?|images?|slideshow|\d+ (?:photos?|images?|pictures?))|media caption,?|getty "
        r"images|click to (?:enlarge|play|expand)|enlarge (?:this )?image|toggle caption",
        r"(?:text size|font size|a[- ]a[+ ]a|aa|listen|translate|text to speech|dark mode|light mode|change "
        r"language)\s*:?(?: [+-].{0,10})?",
    ),
    "related": (
        r"(?:read (?:next|more|also)|also read|see also|don['’]t miss|must read|related|recommended)"
        r"(?: (?:stor(?:y|ies)|articles?))?\s*[:|>»]\s*[^.]{3,160}[?!]?",
    ),
    "elsewhere": (
        r"(?:empfohlene|ähnliche|weitere|verwandte|neueste|beliebte) (?:beiträge|artikel|themen|meldungen|inhalte)|"
        r"(?:mehr )?zum thema|mehr (?:dazu|zum thema)|auch interessant|das könnte sie auch interessieren|"
        r"(?:lesen sie (?:auch|mehr|hier)|lesetipp|mehr dazu)\s*:.{0,160}|teilen(?: mit| auf .{1,40})?\s*:?|wird "
        r"geladen\W*|"
        r"(?:veröffentlich(?:t|ung)|aktualisiert|erstellt|stand)(?: am)?\s*:?\s*\d\d?\.[^:!?]{4,30}|"
        r"gefällt mir\s*:?(?: gefällt mir)?(?: wird geladen\W*)?|"
        r"(?:jetzt )?(?:newsletter )?(?:abonnieren|anmelden)|anzeige|werbung|kommentare?(?: \(\d+\))?|"
        r"quellen(?:angaben?|nachweise?)?\s*:?|bildnachweise?\s*:?|pressemitteilung(?:en)?|startseite|drucken",
        r"(?:articles?|contenus?) (?:similaires?|recommandés?|liés)|[àa] lire (?:aussi|également)(?:\s*:.{0,160})?|"
        r"(?:lire|voir) aussi(?:\s*:.{0,160})?|sur le même (?:sujet|thème)|partager(?: (?:sur|cet) .{1,40})?|publicité|"
        r"(?:abonnez|inscrivez)-vous\b.{0,40}\b(?:newsletter|lettre)\b.{0,80}|commentaires?(?: \(\d+\))?",
        r"(?:noticias|artículos|contenidos?) relacionad[oa]s?|(?:lea|lee|vea|ver|leer) (?:también|"
        r"además)(?:\s*:.{0,160})?|"
        r"te puede interesar(?:\s*:.{0,160})?|compartir(?: en .{1,40})?|publicidad|"
        r"suscr[íi]b(?:ete|ase)\b.{0,60}\b(?:newsletter|bolet[íi]n)\b.{0,80}|comentarios?(?: \(\d+\))?",
        r"leggi anche(?:\s*:.{0,160})?|articoli correlati|condividi(?: su .{1,40})?|pubblicità|"
        r"lees ook(?:\s*:.{0,160})?|deel (?:dit|op) .{1,40}|advertentie|gerelateerde artikelen|"
        r"leia (?:também|mais)(?:\s*:.{0,160})?|compartilhe?(?: .{1,40})?|publicidade|veja também",
    ),
    "copyright": (
        r"(?:.{0,60}\b)?last (?:modified|updated|changed)\s*:?\s*[\d(][^a-z]{4,40}(?:[ap]m)?",
        r"(?:copyright|©|\(c\)|&copy;)\s*+(?:notice|©|\(c\))?+\s*+[:,]?+\s*+(?:(?:19|20)\d\d|by|the|[A-Z][\w.]+(?: "
        r"[A-Z][\w.]+){0,4} (?:19|20)\d\d)\b.{0,240}",
        r"(?:©|\(c\)|&copy;)\s*.{1,80}",
        r"(?:.{0,100}[.,|–—-] ?)?all rights (?:are )?reserved(?:\s*[.|,–—-].{0,200})?",
        r"this (?:material|article|content|story|text|work) (?:may not|must not|cannot) be (?:published|reproduced|"
        r"copied|broadcast|redistributed|rewritten|republished)\b.{0,200}",
        r"(?:reproduction|republication|redistribution|unauthori[sz]ed use)\b.{0,60}\b(?:prohibited|not permitted|"
        r"forbidden|without (?:the )?(?:prior |written |express )*(?:permission|consent))\b.{0,160}",
        r"(?:terms(?: (?:of (?:use|service|sale)|(?:and|&) conditions))?|privacy(?: policy| notice)?|contact(?: "
        r"us)?|about(?: us)?|advertise(?: with us)?|careers|jobs|help|faqs?|site ?map|imprint|rss(?: feeds?)?|"
        r"accessibility|cookie policy|newsletters?|feedback|press|mobile|archive)"
        r"(?:\s*[|·•/,–-]\s*|\s+)(?:(?:terms(?: (?:of (?:use|service|sale)|(?:and|&) conditions))?|privacy(?: "
        r"policy| notice)?|contact(?: us)?|about(?: us)?|advertise(?: with us)?|careers|jobs|help|faqs?|site ?map|"
        r"imprint|rss(?: feeds?)?|accessibility|cookie policy|newsletters?|feedback|press|mobile|archive)(?:\s*[|"
        r"·•/,–-]\s*|\s+)?)*",
        r"(?:terms (?:of (?:use|service|sale)|(?:and|&) conditions)|privacy policy|contact us|about us|advertise "
        r"with us|site ?map|accessibility statement|community guidelines|submissions?|contact/submissions)",
        r"powered by [\w. ]{2,40}|(?:designed|developed|hosted) by [\w. ]{2,40}",
    ),
    "byline": (
        rf"(?:(?:first |last )?(?:published|posted|updated?|modified|edited|issued|released|created|written|"
        rf"uploaded|date|time|publication date|last update)\s*+(?:on|at|[:,–|-])?+\s*+)+(?:{_STAMP}|{_CLOCK}|\d+ "
        rf"\w+ ago|today|yesterday)(?:[\s|•·,;/()–-]++(?:(?:(?:first |last )?(?:published|posted|updated?|modified|"
        rf"edited)\s*+(?:on|at|:)?+\s*+)?(?:{_STAMP}|{_CLOCK}|\d+ min(?:ute)?s?(?: read)?)))*\.?",
        rf"(?:{_STAMP})(?:[\s|•·,;/()–-]++(?:(?:updated?|published|posted|modified)\s*+(?:on|at|"
        rf":)?+\s*+)?(?:{_STAMP}|{_CLOCK}|\d+ min(?:ute)?s?(?: read)?))*\.?",
        rf"by [^.!?,;:\d]{{3,60}}?(?:\s*[|•·,–-]\s*|\s+)(?:(?:updated?|published|posted)\s*+(?:on|at|"
        rf":)?+\s*+)?(?:{_STAMP}).{{0,40}}",
    ),
}
"""Whole lines, by the name of the rule; upper and lower case alike."""

_EXACT_CASE: dict[str, tuple[str, ...]] = {
    "credit": (
        rf"[(\[]?(?i:{_PHOTO})(?:\s+(?i:credits?|by|courtesy(?: of)?|sources?|from|via|copyright))*\s*[:/|"
        rf"©–-]+\s*(?:{_NAME_WORD}[\s/|,]*+){{1,9}}[)\]]?\.?",
        rf"[(\[]?(?i:{_PHOTO})\s+(?i:credits?|by|courtesy(?: of)?|via)\s*:?\s*(?:{_NAME_WORD}[\s/|,]*+){{1,8}}[)"
        rf"\]]?\.?",
        rf"[(\[]?(?:(?i:file|{_PHOTO})\s+)?{_AGENCY}(?:\s*(?i:photos?|images?|pictures?))?(?:\s*[/|"
        rf",]\s*(?:{_NAME_WORD}\s*+){{1,8}})*[)\]]?\.?",
        rf"(?:[A-Z][\w.'’-]+\s+){{1,4}}?[A-Z]?[\w.'’-]*\s*[/|]\s*(?:via )?(?:[A-Z][\w.]+ "
        rf"){{0,2}}{_AGENCY}(?:\s*(?i:photos?|images?|pictures?|file))*(?:\s*[/|,]\s*(?:{_NAME_WORD}\s*+){{1,6}})?",
        r"(\w+)/\1",
        rf"(?i:crédits? photos?|bildquelle|bild|fotos?|foto(?:graf)?|fotocredit|copyright|credits?)\s*:\s*(?:©\s*)?"
        rf"(?:{_NAME_WORD}[\s/|,]*+){{1,6}}",
        r"(?i:featured|main|cover|lead|top|header) (?i:image|photo|picture)\b.{0,80}",
        r"(?i:photo|picture|image)s? (?i:courtesy|supplied|provided|for representation|for illustration)"
        r"\b[^.]{0,80}\.?",
        r"(?i:representative|representational|illustrative|file|stock|handout) (?i:image|photo|picture)s?(?: \([^)"
        r"]{0,40}\))?\.?",
    ),
    "byline": (
        r"(?:By|BY|Written by|Reported by|Story by|Text by|Edited by)\s*:?\s+(?:[A-Z][\w.'’-]*|and|de|van|von|al|"
        r"el|bin|for|the|of|in|,|&|\|)(?:[\s,|/&]++(?:[A-Z][\w.'’-]*|and|de|van|von|al|el|bin|for|the|of|in|,|"
        r"&|\|)){1,9}",
        rf"[–—-]*+\s*+(?:[Ww]ith (?:additional |further )?+report(?:ing|s)|[Aa]dditional reporting) (?:by|from) "
        rf"(?:(?:{_NAME_WORD}|(?:writers?|reporters?|staff|in)(?!\w))[\s,/]*+){{1,16}}+\.?",
        r"[A-Z][^.!?]{3,200} contributed to this (?:report|story|article)\.?",
        r"(?:[A-Z][\w.’'-]*+,?+ (?:and )?+){1,6}+reported from [A-Z][^.!?]{2,120}\.",
        r"(?:(?:This (?:article|story|piece|post) )?(?:was )?(?:[Ff]irst|[Oo]riginally) (?:published|appeared)|"
        r"Republished) (?:in|by|on|at|from) [A-Z][^.!?]{2,60}\.?",
        r"(?:Reporting|Additional reporting|Writing|Editing|Report|Compiled) by "
        r"[A-Z][^.!?]{2,160}\.?(?:;? ?(?:[Ww]riting|[Ee]diting|[Aa]dditional reporting) by [^.!?]{2,100}\.?)*",
    ),
    "teaser": (
        r"(?:VIDEO|VIDEOS|PHOTOS?|GALLERY|PICTURES|WATCH|WATCH LIVE|SEE ALSO|READ|READ MORE|READ ALSO|ALSO READ|"
        r"RELATED|MORE|RECOMMENDED|LISTEN|DON'T MISS|MUST READ|MUST WATCH|LIVE UPDATES?|IN PICTURES)\s*[:|"
        r">»]\s*[^.]{3,160}[?!]?",
        r"(?:Video|Gallery|Slideshow|Watch|Related|Recommended|Also read|See also|Read also|Read next|Don['’]t "
        r"miss|Up next|More)\s*[:|>»]\s*[^.]{3,160}[?!]?",
    ),
}
"""Whole lines in which capital letters tell a name from a word."""

_RULES = [
    (name, re.compile("|".join(f"(?:{p})" for p in patterns), re.IGNORECASE))
    for name, patterns in _IGNORING_CASE.items()
]
_RULES += [(name, re.compile("|".join(patterns))) for name, patterns in _EXACT_CASE.items()]
_NO_AGENCY = frozenset({"File", "Pool", "Handout", "Shutterstock", "iStock", "Alamy", "AA", "TT", "PA"})
"""Words of picture credits that name no agency of texts, and letters that are too often something else."""
_MARKS = " \t•*·▪►▶»›→←|-–—_=~#"
_MAX_CHARS = 400
_END_CHARS = 200
_SHORTEST_CAPTION = 15
_SOMEBODY_SAYS = re.compile(
    r"\b(?:said|says|say|told|tells|according to|announced|reported|warned|urged|ordered|accused|insisted|claimed|"
    r"admitted|"
    r"was|were|has|had|have been|will be|rose|fell|killed|died)\b",
    re.IGNORECASE,
)
_OF_AUTHORS = (
    r"is|was|has|covers?|writes?|reports?|works?|lives?|joined|makes?|teaches|holds?|studies|serves?|specializ\w+|"
    r"specialis\w+|contributes?|hosts?|edits?|leads?|heads?|earned|received"
)
_CAPITAL = r"[A-Z][\w’'.-]*+"
_IS_WRITER = re.compile(
    rf"{_CAPITAL}(?: {_CAPITAL}){{1,3}},? (?:(?:is|was) (?:an?|the) [^.]{{0,60}}?\b(?:professor|lecturer|researcher|"
    r"reporter|correspondent|editor|writer|journalist|columnist|fellow|author|producer|photographer|critic)\b|"
    r"(?:covers|writes about|reports on|blogs) )"
)
_NO_PERSON = re.compile(
    r"^(?:the|by)\b|\b(?:press|news|staff|agency|agencies|team|desk|times|post|editors?|newsroom|wire)\b", re.IGNORECASE
)
_PLAINLY_A_PAGE = frozenset({"copyright", "cookies", "browser", "byline", "related"})
"""Rules whose lines may hold a verb of news."""

_HEADING_CHARS = 60
_DOUBLED_WORDS = 4
_LINKS_BELOW = re.compile(
    rf"{_RELATED}(?:[- ](?:on|in|from)(?: (?:this|the)(?: \w+)?| \w+)?)? (?:articles?|stor(?:y|ies)|posts?|"
    rf"news|content|"
    r"reading|reads?|videos?|coverage|headlines?)\s*:?|popular|more from (?!(?:a|an|his|her|their|its|that|"
    r"this|these)\b)"
    r"[^.!?,:;]{2,40}|(?:other|featured|popular|recommended) (?:opinion )?(?:columns?|slide ?shows?|galleries|videos?)|"
    r"(?:you (?:may|might)(?: also)? (?:like|enjoy|be interested in)|recommended(?: for you)?|"
    r"most[- ](?:read|popular|viewed|shared|watched))\s*:?|"
    r"(?:empfohlene|ähnliche|verwandte|neueste|beliebte) (?:beiträge|artikel|meldungen)|das könnte sie auch "
    r"interessieren|"
    r"articles? (?:similaires?|recommandés?|liés)|noticias relacionadas|articoli correlati|gerelateerde artikelen",
    re.IGNORECASE,
)
_STUCK_WORDS = (
    r"(?:close|menu|share|advertisement|related articles|related stories|read more|back to top(?: button)?|sign up|"
    r"subscribe|"
    r"world|politics|business|sports?|opinion|entertainment|technology|science|health|lifestyle|news|live|video)"
)
_STUCK = re.compile(rf"(?<=[.!?”\")\]…])(?:{_STUCK_WORDS})+$", re.IGNORECASE)
_SIGN_OFF = re.compile(
    rf"(?<=[.!?”’\"'])\s*(?:\((?P<paren>{_AGENCY}(?:\s*[/,]\s*{_AGENCY})*)\)"
    rf"|(?:[-–—]+\s*)?(?P<bare>{_AGENCY}(?:\s*[/,-]\s*{_AGENCY})*))\.?$"
)
_DATELINE = re.compile(
    rf"(?:[A-Z][\w.'’/-]*+,? ?){{1,6}}(?:,? ?(?i:{_DAY}))?,? ?\((?P<agency>{_AGENCY})\)(?:,? ?(?i:{_DAY}))? ?[–—:-]"
)
_BEFORE_CREDIT = (
    r"(?<=[a-z0-9.!?”’\")])(?<!\b[A-Z]\.)(?<!\bSt\.)(?<!\bMr\.)(?<!\bDr\.)(?<!\bNo\.)(?<!\bvs\.)(?<!\b[A-Z][a-z]{2}\.)"
    r"(?<!\bSept\.)(?<!\bGov\.)(?<!\bSen\.)"
)
_CREDIT = re.compile(
    rf"(?:\s\|\s*©\s*[\w .&/-]{{2,50}}|{_BEFORE_CREDIT}\s*(?:"
    rf"[(\[]\s*(?i:{_PHOTO}|source)\s*(?i:credits?|by|courtesy(?: of)?|sources?|via)?\s*[:/|"
    rf"-]?\s*(?:{_NAME_WORD}[\s/|,.]*+){{1,9}}[)\]]"
    rf"|[(\[](?:(?i:file|{_PHOTO})\s+)?{_AGENCY}(?: (?i:photos?|images?|file))?(?:\s*[/|,]\s*[^()]{{1,60}})?[)\]]"
    rf"|(?<=[.!?”’\")]) ?(?:(?i:{_PHOTO})\s*(?i:credits?|by|courtesy(?: of)?|sources?|via)?\s*[:/|]\s*)[^.!?]{{2,60}}"
    rf"|(?<=[.!?”’\")]) ?(?:[A-Z][\w'’-]*+\.?+ ?+){{1,5}}(?:/|\||"
    rf"via)\s*(?:[A-Z][\w'’-]*+ ){{0,3}}(?:via )?{_AGENCY}(?: "
    rf"(?i:photos?|images?|file))*(?:\s*[/|,]\s*(?:{_NAME_WORD}\s*+){{1,6}})?"
    rf"|(?<=[.!?”’\")]) ?{_AGENCY}(?: (?i:photos?|images?))?\s*[/|]\s*(?:{_NAME_WORD}\s*+){{1,8}}"
    rf"|\s[/|]\s*(?:via )?{_AGENCY}(?: (?i:photos?|images?|file))*"
    r"))\.?$"
)


def furniture_rule(line: str) -> str | None:
    """The name of the rule that says the whole line is furniture; ``None`` for a line to keep."""
    text = " ".join(line.split()).strip(_MARKS)
    if not any(char.isalnum() for char in text):
        return "ornament"
    if len(text) > _MAX_CHARS:
        return None
    for name, pattern in _RULES:
        if pattern.fullmatch(text) and (name in _PLAINLY_A_PAGE or not _SOMEBODY_SAYS.search(text)):
            return name
    return None


def opens_links(line: str) -> bool:
    """Whether the line is the heading of a list of other stories ("Related articles", "More from The Post")."""
    text = " ".join(line.split()).strip(_MARKS)
    return len(text) <= _HEADING_CHARS and _LINKS_BELOW.fullmatch(text) is not None


def is_doubled(line: str) -> bool:
    """Whether the line says everything twice, as a teaser does whose picture and headline carry one text."""
    words = line.split()
    half = len(words) // 2
    return half >= _DOUBLED_WORDS and len(words) % 2 == 0 and words[:half] == words[half:]


def stuck_end(line: str) -> int | None:
    """Where words of the page that stick to the end of a sentence start ("…, he said.close"); ``None`` without any."""
    return _found_at_end(_STUCK, line)


def caption_credit(line: str) -> int | None:
    """Where the picture credit at the end of a caption starts; ``None`` where the line ends in none."""
    start = _found_at_end(_CREDIT, line)
    return start if start is not None and start >= _SHORTEST_CAPTION else None


def sign_off(line: str) -> int | None:
    """Where an agency's sign-off at the end of a line starts; ``None`` without one."""
    return _found_at_end(_SIGN_OFF, line)


def dateline_agency(line: str) -> str | None:
    """The agency in a dateline ("SEOUL (Reuters) - …"); ``None`` without one."""
    found = _DATELINE.match(line)
    return found["agency"] if found else None


def agency_of(name: str) -> str | None:
    """The agency that a byline names ("By Reuters", "AFP"); ``None`` for anything else."""
    found = re.fullmatch(
        rf"(?:(?i:by|from|source:?)\s+)?(?:the\s+|The\s+)?({_AGENCY})(?:\s+(?i:news agency|staff))?", name.strip()
    )
    return found[1] if found and found[1] not in _NO_AGENCY else None


def is_biography(line: str, authors: Iterable[str]) -> bool:
    """Whether a line tells of an author what they do: "Ann Lee covers courts", or of anybody that they are a writer.

    Only persons are authors; "The Coast Press was unable to …" is news.
    """
    return _IS_WRITER.match(line) is not None or any(
        re.search(rf"(?<!\w){re.escape(author)}(?:,[^,.]{{0,80}},)? (?:{_OF_AUTHORS})\b", line)
        for author in authors
        if 2 <= len(author.split()) <= 5 and not _NO_PERSON.search(author)
    )


def is_name(line: str) -> bool:
    """Whether a line has the form of a person's name."""
    return re.fullmatch(rf"{_CAPITAL}(?: {_CAPITAL}){{1,3}}", line) is not None


def _found_at_end(pattern: re.Pattern[str], line: str) -> int | None:
    before = max(0, len(line) - _END_CHARS)
    found = pattern.search(line[before:])
    return before + found.start() if found else None
