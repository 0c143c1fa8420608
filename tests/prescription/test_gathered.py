import pytest

from stages.prescription.gathered import gathered, parts
from stages.storage.damage import DamagedFileError
from stages.storage.seal import seal
from stages.tables import write_csv


def written(folder, name, text):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_parts_stand_below_each_other_with_every_cell_as_it_was(tmp_path):
    lr = written(tmp_path / "lr", "causes.csv", "arm,family,youden\nNA,lr,0.100000\nm,lr,\n")
    rf = written(tmp_path / "rf", "causes.csv", "arm,family,youden\nm,rf,1e-07\n")
    table = gathered([lr, tmp_path / "svm/causes.csv", rf])
    write_csv(tmp_path / "causes.csv", table, list(table.columns))
    assert (tmp_path / "causes.csv").read_text() == (
        "arm,family,youden\nNA,lr,0.100000\nm,lr,\nm,rf,1e-07\n"
    )


def test_what_several_families_say_alike_stands_once(tmp_path):
    text = "arm,probe,auc\nraw,linear,0.7\n"
    files = [written(tmp_path / name, "probes.csv", text) for name in ("lr", "rf")]
    assert len(gathered(files)) == 1


def test_a_table_that_no_stage_wrote_is_none(tmp_path):
    assert gathered([tmp_path / "ladder.csv"]) is None


def test_a_table_without_rows_keeps_its_columns(tmp_path):
    table = gathered([written(tmp_path, "ladder.csv", "arm,family\n")])
    assert list(table.columns) == ["arm", "family"]
    assert table.empty


def test_parts_of_other_columns_are_refused(tmp_path):
    one = written(tmp_path / "lr", "causes.csv", "arm,cause\n")
    other = written(tmp_path / "rf", "causes.csv", "arm,kind\n")
    with pytest.raises(ValueError, match=r"columns \['arm', 'cause'\] and \['arm', 'kind'\]"):
        gathered([one, other])


def test_bytes_that_changed_on_the_disk_are_no_figures(tmp_path):
    path = written(tmp_path, "causes.csv", "arm,cause\nm,slower\n")
    seal(tmp_path)
    path.write_text("arm,cause\nm,longer\n", encoding="utf-8")
    with pytest.raises(DamagedFileError):
        gathered([path])


def test_every_table_of_the_study_has_its_parts(tmp_path):
    found = parts([tmp_path / "m/lr", tmp_path / "m/rf"], [tmp_path / "c/m"], tmp_path / "d")
    assert list(found) == [
        "ladder", "causes", "examined", "probes", "certificate", "certificate_path", "dials",
        "phases",
    ]  # fmt: skip
    assert found["causes"] == [tmp_path / "m/lr/causes.csv", tmp_path / "m/rf/causes.csv"]
    assert found["certificate_path"] == [tmp_path / "c/m/path.csv"]
    assert found["dials"] == [tmp_path / "d/dials.csv"]
