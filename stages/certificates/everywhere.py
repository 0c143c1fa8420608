"""What stands in tables of certificates for all test sets together."""

from typing import Final

EVERYWHERE: Final = "*"
"""In the column `domain`: on every test set. No stem is called so, whatever the domains are."""
