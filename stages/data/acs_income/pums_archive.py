"""Census archives in a folder: fetched once, checked on every use."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from stages.data.acs_income.pums_year import TABLES, PersonFile
from stages.data.download.checksum import expect, note_path, noted, write_note
from stages.data.download.fetch import Wanted, fetch
from stages.data.download.lock import alone
from stages.data.download.refusals import by_hand
from stages.data.download.site import Site
from stages.data.download.zip_file import MAGIC, Member
from stages.storage.checksum import sha256_of
from stages.storage.main_repository import main_repository


@dataclass(frozen=True)
class Archives:
    """The archives of a folder and the site that they come from.

    folder: below the main repository unless absolute; one folder per year in it; sha256: by year
    and state, where known; largest_table: bytes of a table unpacked.
    """

    site: Site
    folder: str
    sha256: Mapping[int, Mapping[str, str]]
    largest_table: int

    def path(self, file: PersonFile) -> Path:
        """Where the archive of a file lies, or is to be put by hand."""
        return main_repository() / self.folder / str(file.year) / file.archive

    def member(self, file: PersonFile) -> Member:
        """The table that the archive must hold."""
        return Member(file.table, TABLES, self.largest_table)

    def get(self, file: PersonFile) -> Path:
        """The archive, fetched where it is not there yet, its SHA-256 as known.

        Raises DownloadError, and ValueError for an archive that is not what it should be.
        """
        path, url = self.path(file), self.site.url(file.place)
        with alone(path):
            if not path.is_file():
                # The note of an archive that is gone
                note_path(path).unlink(missing_ok=True)
                fetch(self.site, Wanted(url, path, MAGIC, lambda part: self._check(file, part)))
            try:
                self._verify(file, path)
            except ValueError as error:
                raise ValueError(
                    f"Can't use {path.absolute()}. {error} Or delete it, so that the next run"
                    f" fetches it anew. {by_hand(url, path)}"
                ) from error
        return path

    def _check(self, file: PersonFile, path: Path) -> None:
        """A file that is new here: the SHA-256 in conf, and a sound archive."""
        self._expect_known(file, sha256_of(path))
        self.member(file).check(path)

    def _expect_known(self, file: PersonFile, digest: str) -> None:
        if known := self.sha256.get(file.year, {}).get(file.state):
            expect(digest, known, "data.archives.sha256")

    def _verify(self, file: PersonFile, path: Path) -> None:
        """A file that is here: as known and as noted; its SHA-256 is noted on first use."""
        digest, earlier = sha256_of(path), noted(path)
        self._expect_known(file, digest)
        if earlier:
            return expect(digest, earlier, note_path(path).name)
        self.member(file).check(path)
        write_note(path, digest)
        if file.state not in self.sha256.get(file.year, {}):
            print(
                f"{file.archive}: first use. To pin it, put into conf/data/acs_pums.yaml"
                f"  sha256: {{{file.year}: {{{file.state}: {digest}}}}}",
                file=sys.stderr,
            )
        return None
