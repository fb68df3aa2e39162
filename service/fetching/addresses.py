"""Which addresses are fetched from: http and https, at the usual ports, of public networks only."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from service.errors import AddressNotPublic, FetchRefused

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

PORTS = {"http": 80, "https": 443}
MAX_URL_CHARS = 4_000
_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?|\[[0-9a-f:.]+\]")
_USER = re.compile(r"[^/?#]*//[^/?#]*@")
_NEVER = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",
        "169.254.0.0/16",  # link-local; the metadata of most clouds is at 169.254.169.254
        "100.100.100.200/32",  # metadata of Alibaba Cloud
        "168.63.129.16/32",  # the host agent of Azure, a public address
        "192.0.0.192/32",  # metadata of Oracle Cloud
        "224.0.0.0/4",
        "255.255.255.255/32",
        "::/128",
        "fe80::/10",
        "ff00::/8",
        "fd00:ec2::/32",  # metadata of Amazon
    )
)
"""Not even where the operator allows a network that holds them: nothing to read is there, and much to steal."""
_NOT_PUBLIC = tuple(
    ipaddress.ip_network(network)
    for network in (
        "100.64.0.0/10",  # carriers' own (RFC 6598)
        "192.0.0.0/24",  # protocols' own (RFC 6890)
        "192.88.99.0/24",  # relays of 6to4, out of use (RFC 7526)
        "2001::/23",  # protocols' own, Teredo among them, which wraps an IPv4 address
        "2002::/16",  # 6to4, which wraps one too
        "3fff::/20",  # documentation (RFC 9637)
    )
)
"""What older Pythons' ``is_global`` does not know. The rest of the register of special addresses it knows."""
_PUBLIC_V6 = ipaddress.ip_network("2000::/3")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Target:
    """One address to fetch from, in its parts. ``host`` is in lower case, unbracketed; ``path`` holds the query."""

    url: str
    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        """Scheme, host and port: what a robots.txt holds for."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}"


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the operator allows beside public addresses: hosts with their ports, and networks. Nothing by default."""

    hosts: frozenset[tuple[str, int | None]] = field(default=frozenset())
    networks: tuple[Network, ...] = ()

    @classmethod
    def parse(cls, entries: Sequence[str]) -> Allowed:
        """From ``wiki.newsroom.example``, ``cms.newsroom.example:8080``, ``10.1.2.0/24`` and the like.

        A host without a port is allowed at the usual ports; at another one it must be named with it.

        Raises:
            ValueError: an entry is neither a host nor a network.
        """
        hosts: set[tuple[str, int | None]] = set()
        networks: list[Network] = []
        for entry in entries:
            try:
                networks.append(ipaddress.ip_network(entry, strict=False))
                continue
            except ValueError:
                pass
            found = re.fullmatch(r"(?P<host>\[[^\]]+\]|[^:/]+)(?::(?P<port>[0-9]{1,5}))?", entry.lower())
            if not found or not _HOST.fullmatch(found["host"]):
                raise ValueError(f"must be hosts, host:port or networks such as 10.1.2.0/24, not {entry!r}")
            hosts.add((found["host"].strip("[]").rstrip("."), int(found["port"]) if found["port"] else None))
        return cls(frozenset(hosts), tuple(networks))

    def names(self, target: Target) -> bool:
        """Whether the operator named this host, at this port."""
        host = target.host.rstrip(".")
        return (host, target.port) in self.hosts or ((host, None) in self.hosts and target.port in PORTS.values())


def read_target(url: str, allowed: Allowed) -> Target:
    """The parts of an address.

    Raises:
        FetchRefused: it is no address of the web, holds a user's name, or names a port that is not allowed.
    """
    if _USER.match(url):
        raise FetchRefused("The address holds a user's name or a password, which would be kept. Give it without.")
    if len(url) > MAX_URL_CHARS or re.search(r"[\x00-\x20\x7f\\]", url):
        raise FetchRefused(f"{_short(url)} is no address of a page. Give one that begins with https://.")
    try:
        parts = parse_url(url)
    except LocationParseError as err:
        raise FetchRefused(f"{_short(url)} cannot be read as an address. Give one that begins with https://.") from err
    if parts.scheme not in PORTS:
        raise FetchRefused(f"{_short(url)}: only http and https are fetched. Save the page and ingest the file.")
    host = (parts.host or "").lower()
    if not _HOST.fullmatch(host):
        raise FetchRefused(f"{_short(url)} names no host. Give an address that begins with https://.")
    path = parts.request_uri
    port = parts.port or PORTS[parts.scheme]
    target = Target(url.partition("#")[0], parts.scheme, host.strip("[]"), port, path)
    if port not in PORTS.values() and not allowed.names(target):
        raise FetchRefused(
            f"{target.origin} is at port {port}; only 80 and 443 are fetched from. "
            f"To allow it, set ONRECORD_FETCH_ALLOW={target.host}:{port}"
        )
    return target


def follow(target: Target, location: str, allowed: Allowed) -> Target:
    """Where a redirect leads, seen from ``target``.

    Raises:
        FetchRefused: to nothing that is fetched.
    """
    try:
        url = urljoin(target.url, location.strip())
    except ValueError as err:
        raise FetchRefused(f"{target.url} redirects to an address that cannot be read.") from err
    return read_target(url.replace(" ", "%20"), allowed)


def require_public(target: Target, addresses: Sequence[str], allowed: Allowed) -> None:
    """Passes where every address of the host is a public one, or the operator allows it.

    One private address among public ones refuses the host: an honest name has none.

    Raises:
        AddressNotPublic: one is not.
    """
    for text in addresses:
        address = ipaddress.ip_address(text.partition("%")[0])
        if any(address in network for network in _NEVER) or _wraps_forbidden(address):
            raise AddressNotPublic(f"{target.host} leads to {address}, which is never fetched from.")
        if is_public(address) or allowed.names(target) or any(address in network for network in allowed.networks):
            continue
        raise AddressNotPublic(
            f"{target.host} leads to {address}, which is not on the public internet. If it is one of yours, "
            f"set ONRECORD_FETCH_ALLOW={target.host}"
        )


def is_public(address: Address) -> bool:
    """Whether anybody on the internet can reach this address. IPv4 addresses wrapped into IPv6 are not looked into."""
    if address in _NAT64:
        return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))  # a resolver's way to say an IPv4 address
    if address.version == 6 and address not in _PUBLIC_V6:
        return False
    special = address.is_multicast or address.is_reserved or not address.is_global
    return not special and not any(address in network for network in (*_NEVER, *_NOT_PUBLIC))


def _wraps_forbidden(address: Address) -> bool:
    """Whether an IPv6 address stands for an IPv4 address that is never fetched from."""
    if isinstance(address, ipaddress.IPv4Address):
        return False
    inner = address.ipv4_mapped or (ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None)
    return inner is not None and any(inner in network for network in _NEVER)


def _short(url: str) -> str:
    return repr(url if len(url) <= 80 else url[:79] + "…")
