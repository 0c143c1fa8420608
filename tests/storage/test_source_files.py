import importlib
import sys

import pytest

from stages.storage.source_files import family_sources, library_versions, module_hashes

FILES = {
    "__init__.py": "",
    "family.py": "from . import inner\nfrom stages.families.robust_loss import cvar\n",
    "inner.py": "import json\n\nimport numpy as np\n\nVALUE = 1\n",
    "other.py": "VALUE = 1\n",
}


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A user's package `brought` with a family that imports its neighbour and a part of ours."""
    folder = tmp_path / "brought"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    importlib.import_module("brought.family")
    yield folder
    for name in [name for name in sys.modules if name.partition(".")[0] == "brought"]:
        del sys.modules[name]


def test_the_sources_of_a_family_are_followed_through_its_imports(package):
    assert family_sources("brought.family") == [
        "brought", "brought.family", "brought.inner", "stages.families.robust_loss",
    ]  # fmt: skip


def test_libraries_count_by_their_version_and_the_standard_library_does_not(package):
    versions = library_versions(family_sources("brought.family"))
    assert set(versions) == {"numpy", "torch"}
    assert all(versions.values())


def test_an_optional_library_that_is_not_installed_has_no_version(package):
    (package / "inner.py").write_text("def later():\n    import no_such_library\n")
    assert library_versions(["brought.inner"]) == {"no_such_library": ""}


def test_comments_and_layout_do_not_count_and_code_does(package):
    before = module_hashes(["brought.inner"])
    (package / "inner.py").write_text("import json\nimport numpy as np  # arrays\nVALUE = 1\n")
    assert module_hashes(["brought.inner"]) == before
    (package / "inner.py").write_text("import json\nimport numpy as np\nVALUE = 2\n")
    assert module_hashes(["brought.inner"]) != before


def test_an_edit_of_one_family_leaves_the_others_alone():
    assert "stages.families.cvar_dro" not in family_sources("stages.families.mlp")
    assert "stages.families.network" not in family_sources("stages.families.lr")
    assert "stages.families.network" in family_sources("stages.families.mlp")
    assert "stages.storage.seeds" in family_sources("stages.families.mlp")
