"""device: what torch lacks is told before anything is loaded on it."""

import pytest

from stages.machine.device import check_device


def test_the_cpu_is_always_there() -> None:
    check_device("cpu", "minilm")


@pytest.mark.parametrize("device", ["cuda:99", "gpu0"])
def test_a_device_that_torch_lacks_is_refused_with_its_cure(device: str) -> None:
    with pytest.raises(ValueError, match=r"for minilm, .*\. Write compute\.device=cpu\."):
        check_device(device, "minilm")
