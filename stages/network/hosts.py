"""Which hosts are this machine itself: there nothing is overheard on the way."""

from ipaddress import ip_address


def is_this_machine(host: str | None) -> bool:
    """Whether a URL's host is a loopback address or `localhost`; other names are not looked up."""
    try:
        return host == "localhost" or ip_address(host or "").is_loopback
    except ValueError:
        return False
