"""Which addresses are fetched from, as a table."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.errors import FetchRefused
from service.fetching.addresses import Allowed, follow, read_target, require_public

NOTHING = Allowed()
SITE = read_target("https://paper.example/", NOTHING)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("file:///etc/passwd", "a file of this machine"),
        ("ftp://paper.example/a", "another protocol"),
        ("gopher://paper.example/_GET", "another protocol, known from attacks on servers"),
        ("javascript:alert(1)", "a script"),
        ("//paper.example/a", "no scheme"),
        ("paper.example/a", "no scheme"),
        ("https:///a", "no host"),
        ("https://", "no host"),
        ("https://user@paper.example/", "a user's name"),
        ("https://user:secret@paper.example/", "a password"),
        ("https://@paper.example/", "an empty name"),
        ("https://paper.example@127.0.0.1/", "a host that poses as a name"),
        ("https://paper.example\\@127.0.0.1/", "parsers disagree on the backslash"),
        ("https://paper.example/\r\nX-Header: 1", "a header in the address"),
        ("https://paper.example /", "a space in the host"),
        ("https://paper.example:22/", "the port of another service"),
        ("http://paper.example:6379/", "the port of another service"),
        ("https://paper.example:99999/", "no port at all"),
        ("https://paper.example:port/", "no port at all"),
        ("https://[::1/", "a broken address"),
        ("https://[fe80::1%25eth0]/", "an address with a zone"),
        ("https://paper.example/" + "a" * 4000, "longer than any address"),
    ],
)
def test_what_is_no_address_of_a_page_is_refused(url: str, why: str) -> None:
    with pytest.raises(FetchRefused) as caught:
        read_target(url, NOTHING)
    assert "secret" not in str(caught.value), why


@pytest.mark.parametrize(
    ("url", "host", "port", "path"),
    [
        ("https://Paper.Example/A?b=c#d", "paper.example", 443, "/A?b=c"),
        ("http://paper.example:80", "paper.example", 80, "/"),
        ("https://paper.example:80/", "paper.example", 80, "/"),
        ("https://bücher.example/ä", "xn--bcher-kva.example", 443, "/%C3%A4"),
        ("https://[2606:4700::1111]/", "2606:4700::1111", 443, "/"),
    ],
)
def test_an_address_is_read_in_parts(url: str, host: str, port: int, path: str) -> None:
    target = read_target(url, NOTHING)
    assert (target.host, target.port, target.path) == (host, port, path)
    assert "#" not in target.url


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("127.0.0.1", "loopback"),
        ("127.8.9.1", "loopback, all of it"),
        ("0.0.0.0", "this machine, by another name"),  # noqa: S104
        ("10.0.0.1", "private"),
        ("172.16.0.1", "private"),
        ("172.31.255.255", "private"),
        ("192.168.1.1", "private"),
        ("169.254.169.254", "metadata of a cloud"),
        ("169.254.1.1", "link-local"),
        ("100.64.0.1", "of a carrier"),
        ("100.100.100.200", "metadata of a cloud"),
        ("168.63.129.16", "the agent of a cloud, though a public address"),
        ("192.0.0.192", "metadata of a cloud"),
        ("192.0.2.1", "documentation"),
        ("198.18.0.1", "benchmarks"),
        ("203.0.113.9", "documentation"),
        ("224.0.0.1", "multicast"),
        ("239.255.255.250", "multicast"),
        ("240.0.0.1", "reserved"),
        ("255.255.255.255", "broadcast"),
        ("::1", "loopback"),
        ("::", "this machine"),
        ("::127.0.0.1", "IPv4 in IPv6, the oldest way"),
        ("::ffff:127.0.0.1", "IPv4 in IPv6"),
        ("::ffff:8.8.8.8", "IPv4 in IPv6, even a public one: no resolver answers so"),
        ("64:ff9b::7f00:1", "IPv4 behind a translator"),
        ("64:ff9b::a9fe:a9fe", "metadata behind a translator"),
        ("64:ff9b:1::1", "a translator of the network's own"),
        ("2002:7f00:1::", "IPv4 in a tunnel"),
        ("2001:0:4136:e378::1", "IPv4 in another tunnel"),
        ("2001:db8::1", "documentation"),
        ("3fff::1", "documentation"),
        ("fc00::1", "private"),
        ("fd00:ec2::254", "metadata of a cloud"),
        ("fe80::1", "link-local"),
        ("fe80::1%eth0", "link-local, with its zone"),
        ("fec0::1", "site-local"),
        ("ff02::1", "multicast"),
        ("5f00::1", "segment routing"),
    ],
)
def test_a_host_at_an_address_that_is_not_public_is_refused(address: str, why: str) -> None:
    with pytest.raises(FetchRefused):
        require_public(SITE, ["8.8.8.8", address], NOTHING)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "172.32.0.1", "2606:4700::1111", "64:ff9b::808:808"])
def test_public_addresses_pass(address: str) -> None:
    require_public(SITE, [address], NOTHING)


@pytest.mark.parametrize(
    ("entries", "url", "address", "passes"),
    [
        (["10.1.0.0/16"], "http://cms.example/", "10.1.2.3", True),
        (["10.1.0.0/16"], "http://cms.example/", "10.2.2.3", False),
        (["cms.example"], "http://cms.example/", "10.2.2.3", True),
        (["CMS.example"], "http://cms.example./", "10.2.2.3", True),
        (["cms.example"], "http://other.example/", "10.2.2.3", False),
        (["cms.example"], "http://evil.cms.example/", "10.2.2.3", False),
        (["cms.example:8080"], "http://cms.example:8080/", "10.2.2.3", True),
        (["cms.example:8080"], "http://cms.example/", "10.2.2.3", False),
        (["cms.example"], "http://cms.example:8080/", "10.2.2.3", False),
        (["[fd12::1]:8080"], "http://[fd12::1]:8080/", "fd12::1", True),
        (["0.0.0.0/0"], "http://cms.example/", "169.254.169.254", False),
        (["cms.example"], "http://cms.example/", "::ffff:169.254.169.254", False),
        (["cms.example"], "http://cms.example/", "fd00:ec2::254", False),
    ],
)
def test_the_operator_allows_hosts_and_networks_but_never_metadata(
    entries: list[str], url: str, address: str, passes: bool
) -> None:
    allowed = Allowed.parse(entries)
    try:
        require_public(read_target(url, allowed), [address], allowed)
    except FetchRefused:
        assert not passes
    else:
        assert passes


@pytest.mark.parametrize("entry", ["", "a b", "http://cms.example", "cms.example:port", "10.1.2.0/33", "a@b"])
def test_an_entry_that_is_neither_host_nor_network_is_a_fault(entry: str) -> None:
    with pytest.raises(ValueError, match=r"must be hosts"):
        Allowed.parse([entry])


@pytest.mark.parametrize(
    ("location", "leads"),
    [
        ("/b?c", "https://paper.example/b?c"),
        ("//other.example/b", "https://other.example/b"),
        ("http://other.example", "http://other.example"),
        ("b c", "https://paper.example/b%20c"),
        ("file:///etc/passwd", None),
        ("https://user:secret@other.example/", None),
        ("http://other.example:25/", None),
        ("https://[broken/", None),
    ],
)
def test_a_redirect_is_held_to_the_same_rules(location: str, leads: str | None) -> None:
    if leads is None:
        with pytest.raises(FetchRefused):
            follow(SITE, location, NOTHING)
    else:
        assert follow(SITE, location, NOTHING).url == leads


@given(
    st.text(max_size=40)
    | st.from_regex(r"https?://[\[\]@:%/?#.\w-]{0,40}", fullmatch=True)
    | st.tuples(st.just("https://"), st.text(max_size=30)).map("".join)
)
@example("https://[::1]%")
@example("https://①②⑦.⓪.⓪.①/")
def test_no_address_breaks_the_reading_of_addresses(url: str) -> None:
    for read in (read_target, lambda text, allowed: follow(SITE, text, allowed)):
        try:
            target = read(url, NOTHING)
        except FetchRefused:
            continue
        assert target.port in (80, 443)
        assert target.path.startswith("/")
        assert target.host.isascii()
