"""Which domain is the source and which are its targets."""

from stages.data.source import DataSource
from stages.storage.names import unknown_name


def source_and_targets(data: DataSource) -> tuple[str, tuple[str, ...]]:
    """The source and its targets; `targets: null` means every domain but the source.

    Raises ValueError for an unknown or repeated domain, a source among its targets, or no target.
    """
    known = data.domains()
    chosen = tuple(name for name in known if name != data.source)
    targets = chosen if data.targets is None else tuple(data.targets)
    for name in (data.source, *targets):
        if name not in known:
            raise ValueError(unknown_name(name, known, "the domains", "the data set"))
    if data.source in targets:
        raise ValueError(
            f"Got source={data.source!r} among the targets {list(targets)}; "
            "a target is another domain. Take it out of data.targets."
        )
    if not targets or len(set(targets)) < len(targets):
        raise ValueError(
            f"Got data.targets={list(targets)}; expected one or more different domains of {known}."
        )
    return data.source, targets
