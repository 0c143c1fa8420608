import pytest
import torch


@pytest.fixture(autouse=True, scope="session")
def one_thread():
    """Nets this small only wait for each other on several threads."""
    torch.set_num_threads(1)
