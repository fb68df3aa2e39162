"""What a web page says of itself: title, publisher, authors, address, origin, dates and language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from index.furniture import agency_of
from index.sources.linked_data import LinkedData, Node, text_of

_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "date.issued",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "sailthru.date",
    "parsely-pub-date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "pub_date",
    "originalpublicationdate",
    "article.published",
    "published-date",
    "published_time",
    "article_date_original",
    "article:published",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "cxense-published",
    "analytics:publishdate",
    "displaydate",
    "dc.date",
    "dcterms.date",
    "date",
)
_MODIFIED = (
    "article:modified_time",
    "og:article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "last-modified",
    "lastmod",
    "revision_date",
)
_SITE = ("og:site_name", "publisher", "dc.publisher", "dcterms.publisher", "article.publisher", "application-name")
_APP = ("apple-mobile-web-app-title", "cre", "copyright-holder")
_AUTHORS = ("author", "article:author", "og:article:author", "dc.creator", "dcterms.creator", "sailthru.author", "byl")
_ORIGINS = ("syndication-source", "original-source", "article:provider", "source")
_BESIDE_TITLE = re.compile(r"\s+[|·»–—-]\s+|\s*\|\s*")
_NO_SITE = frozenset({"home", "homepage", "news", "article", "blog", "website"})


class Head:
    """The head of a parsed page, and the machine-readable parts of its body."""

    def __init__(self, tree: HtmlElement, address: str | None = None) -> None:
        self._tree = tree
        self._address = address
        self.meta: dict[str, list[str]] = {}
        for element in tree.iter("meta"):
            content = unescape(element.get("content") or "").strip()
            for name in (element.get("property"), element.get("name"), element.get("itemprop")):
                if name and content:
                    self.meta.setdefault(name.strip().lower(), []).append(content)
        scripts = (s.text or "" for s in tree.iter("script") if "ld+json" in (s.get("type") or "").lower())
        self._data = LinkedData(scripts)
        titles = [t for t in (self._first(("og:title", "twitter:title")), self.title_element()) if t]
        addresses = [a for a in (self._canonical_link(), self._first(("og:url",)), address) if a]
        self._article: Node = self._data.article(titles, addresses)
        self._page = self._data.page()

    def found(self) -> dict[str, object]:
        """Everything that the page says of itself, under our names; members that it says nothing of are ``None``."""
        publisher = self.publisher()
        return {
            "title": self.title(),
            "url": self.url(),
            "publisher": publisher,
            "authors": self.authors(),
            "origin": self.origin(publisher),
            "modified_at": self.modified(),
            "language": self.language(),
        }

    def title(self) -> str | None:
        """The headline; of a title element the part that is not the site's name."""
        headline = text_of(self._article.get("headline"))
        if headline and not headline.endswith(("...", "…")):
            return headline
        social = self._first(("og:title", "twitter:title", "dc.title", "sailthru.title"))
        return self._without_site(social) or headline or self._without_site(self.title_element())

    def url(self) -> str | None:
        """The canonical address, absolute."""
        main = self._article.get("mainEntityOfPage")
        candidates = (
            self._canonical_link(),
            self._first(("og:url",)),
            text_of(self._article.get("url")),
            text_of(main.get("@id") if isinstance(main, Mapping) else main),
        )
        for candidate in candidates:
            if candidate and (absolute := self._absolute(candidate)):
                return absolute
        return None

    def publisher(self) -> str | None:
        """The site's own name where the host has it as well, else the article's publisher, which may be the name of a
        company, else whatever name the site has; ``None`` where only the host can tell.
        """
        data, article, page = self._data, self._article, self._page
        site = self._first(_SITE[:1])
        names = (
            site if self._is_of_host(site) else None,
            data.name(article.get("publisher")),
            data.name(page.get("publisher")),
            self._first(_SITE),
            data.name(article.get("sourceOrganization")),
            next(data.publishers(), None),
            self._first(_APP),
            self._itemprop("publisher"),
            self._site_in_title(),
        )
        return next((name for name in names if name and _is_name(name)), None)

    def authors(self) -> list[str]:
        """Persons, and agencies; addresses and the publisher's own name are left out."""
        names = self._data.names(self._article.get("author")) or self._data.names(self._article.get("creator"))
        if not names:
            names = [name for key in _AUTHORS for name in self.meta.get(key, [])]
        if not names:
            names = [text for text in (self._itemprop("author"),) if text]
        plain = (re.sub(r"\A(?:by|von|par|por)\s+", "", name, flags=re.IGNORECASE) for name in names)
        return list(dict.fromkeys(name for several in plain for name in _persons(several) if _is_name(name)))

    def origin(self, publisher: str | None) -> str | None:
        """The agency or outlet that the page names as where the article comes from; never its own publisher."""
        own = {(publisher or "").casefold(), *(publisher or "").casefold().split()}
        named = [self._data.name(self._article.get(key)) for key in ("sourceOrganization", "provider", "isBasedOn")]
        named += [agency_of(name) for name in self.authors()]
        named += [_host(value) or agency_of(value) for key in _ORIGINS for value in self.meta.get(key, [])]
        host = _host(self.url() or "") or ""
        for name in named:
            initials = "".join(word[0] for word in (name or "").casefold().split())
            if (
                name
                and not {name.casefold(), initials} & {*own, host.casefold()}
                and _folded(name) not in _folded(f"{publisher} {host}")
            ):
                return name
        return None

    def published(self) -> Iterator[str]:
        """What the page says of when it was published, most trusted first."""
        for node in (self._article, self._page):
            if stamp := text_of(node.get("datePublished")) or text_of(node.get("dateCreated")):
                yield stamp
        for name in _PUBLISHED:
            yield from self.meta.get(name, [])[:1]
        for element in self._tree.iter("time", "span", "abbr"):
            marked = (element.get("itemprop") or "").lower() in ("datepublished", "datecreated")
            if marked or "published" in (element.get("class") or "").lower().split():
                stamp = element.get("datetime") or element.get("content") or element.get("title")
                if stamp and stamp.strip():
                    yield stamp.strip()

    def modified(self) -> str | None:
        """When the page says that it was changed last."""
        for node in (self._article, self._page):
            if stamp := text_of(node.get("dateModified")):
                return stamp
        return self._first(_MODIFIED)

    def language(self) -> str | None:
        """The two or three letters of the language that the page declares."""
        declared = (
            self._tree.get("lang") or self._tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
            text_of(self._article.get("inLanguage")),
            self._first(("og:locale", "content-language", "dc.language", "language")),
        )
        for value in declared:
            code = re.split(r"[-_,]", value.strip())[0].lower() if value else ""
            if re.fullmatch(r"[a-z]{2,3}", code):
                return code
        return None

    def _first(self, names: Sequence[str]) -> str | None:
        return next((value for name in names for value in self.meta.get(name, []) if value), None)

    def title_element(self) -> str | None:
        """The whole text of the title element."""
        title = self._tree.find(".//title")
        return text_of(str(title.text_content())) if title is not None else None

    def _canonical_link(self) -> str | None:
        for link in self._tree.iter("link"):
            if "canonical" in (link.get("rel") or "").lower().split() and (link.get("href") or "").strip():
                return str(link.get("href")).strip()
        return None

    def _absolute(self, address: str) -> str | None:
        try:
            absolute = urljoin(self._address or "", address.strip())
            return absolute if urlsplit(absolute).scheme in ("http", "https") else None
        except ValueError:
            return None

    def _itemprop(self, name: str) -> str | None:
        for element in self._tree.iter("span", "a", "div", "p", "address", "strong"):
            if (element.get("itemprop") or "").lower() == name:
                inner = next((e for e in element.iter() if (e.get("itemprop") or "").lower() == "name"), element)
                text = text_of(inner.get("content") or inner.text_content())
                return text if text and len(text) < 100 else None
        return None

    def _site_in_title(self) -> str | None:
        """The part of the title element that is the host's name, as in "Bridge closes | The Gazette"."""
        parts = reversed(_BESIDE_TITLE.split(self.title_element() or "")[1:])
        return next((part.strip() for part in parts if self._is_of_host(part)), None)

    def _is_of_host(self, name: str | None) -> bool:
        """Whether the host has the name in it, or the name the host: "The Gazette" and gazette.example."""
        labels = [label for label in (_host(self.url() or self._address or "") or "").split(".")[:-1] if len(label) > 2]
        folded = _folded(name or "")
        bare = folded.removeprefix("the")
        return len(bare) > 2 and any(bare in _folded(label) or _folded(label) in folded for label in labels)

    def _without_site(self, title: str | None) -> str | None:
        site = _folded(self.publisher() or "")
        parts = _BESIDE_TITLE.split(title or "")
        if len(parts) > 1 and site and _folded(parts[-1]) == site:
            last = (title or "").rindex(parts[-1])
            return re.sub(r"[\s|·»–—-]+\Z", "", (title or "")[:last]) or None
        return text_of(title)


def _persons(several: str) -> list[str]:
    """The names in "Ann Lee, Tom Okafor and Jo Park"; what is no list of names comes back whole."""
    parts = [part.strip() for part in re.split(r"\s*[,;&]\s*|\s+(?:and|und|et|og|y)\s+", several) if part.strip()]
    named = all(2 <= len(part.split()) <= 4 and part[0].isupper() for part in parts)
    return parts if len(parts) > 1 and named else [several.strip()]


def _is_name(text: str) -> bool:
    text = text.strip()
    return (
        1 < len(text) <= 120
        and not re.match(r"https?:|//|@|www\.|\(", text, re.IGNORECASE)
        and any(char.isalpha() for char in text)
        and text.casefold() not in _NO_SITE
    )


def _host(url: str) -> str | None:
    try:
        host = urlsplit(url).hostname if "//" in url else None
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _folded(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
