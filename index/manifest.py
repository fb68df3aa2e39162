"""What made an index: its format and its embedding model, kept in the same database as what they made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from index.errors import DamagedIndex, ModelMismatch

FORMAT_VERSION = 1
"""Of ids, vectors and rows together; another number means that old and new cannot share a folder."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The model that every vector came from. ``fingerprint`` names its very weights."""

    model: str
    fingerprint: str
    dimension: int
    format_version: int = FORMAT_VERSION

    def to_rows(self) -> dict[str, str]:
        """One text a field, for the table ``state``."""
        return {name: str(value) for name, value in asdict(self).items()}

    @classmethod
    def from_rows(cls, rows: Mapping[str, str]) -> Manifest:
        """The manifest that ``to_rows`` wrote.

        Raises:
            DamagedIndex: a field is missing or no number.
        """
        try:
            return cls(rows["model"], rows["fingerprint"], int(rows["dimension"]), int(rows["format_version"]))
        except (KeyError, ValueError) as err:
            raise DamagedIndex("The index does not say what made it. Restore a copy or index again.") from err

    def require(self, model: str, fingerprint: str, dimension: int) -> None:
        """Passes where an index of this manifest can be used with that model.

        Raises:
            ModelMismatch: another format, other weights or another dimension.
        """
        if self.format_version != FORMAT_VERSION:
            raise ModelMismatch(
                f"The index has format {self.format_version}; this version reads format {FORMAT_VERSION}. "
                "Use the version that made it, or index the documents again."
            )
        if (self.fingerprint, self.dimension) != (fingerprint, dimension):
            raise ModelMismatch(
                f"The index was made with the embedding model {self.model} ({self.fingerprint}), not with "
                f"{model} ({fingerprint}). Set that model, or run: onrecord index rebuild"
            )
