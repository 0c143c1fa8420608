import itertools
from dataclasses import replace

import numpy as np
import pytest
import torch

from stages.families.contract import DivergenceError
from stages.families.network import initial_network, mask_generator
from stages.machine.number_format import torch_dtype
from stages.storage.seeds import generator
from tests.families.made_arm import family, rows, trial

X, Y = rows(150)


def margins(name, x=X, y=Y, **settings):
    made, one = trial(name, **settings)
    return made.fit(one, x, y).margin(x)


def recorded(epochs, count=150):
    """Every batch's loss of a run with that many epochs, and the sizes of the batches."""
    made, one = trial("mlp", epochs=epochs, dropout=0.1)
    seen = []

    def reduce(losses):
        seen.append((losses.mean().item(), len(losses)))
        return losses.mean()

    x, y = rows(count)
    made.train(one, x, y, reduce)
    return seen


def test_fewer_epochs_are_a_snapshot_of_more():
    assert recorded(3) == recorded(5)[:6]


def test_epochs_are_passes_and_the_short_last_batch_is_kept():
    assert [size for _, size in recorded(2)] == [128, 22, 128, 22]
    assert [size for _, size in recorded(1, count=5)] == [5]


def test_the_net_is_torchs_with_plain_adam_and_cross_entropy():
    made, one = trial("mlp", hidden=16, lr=0.01, dropout=0.0, epochs=4)
    start = initial_network((6, 16, 16, 2), 0.0, 0, mask_generator(0, 16, 0.0)).layers
    net = torch.nn.Sequential(start[0], torch.nn.ReLU(), start[1], torch.nn.ReLU(), start[2])
    adam = torch.optim.Adam(net.parameters(), lr=0.01)
    for epoch in range(4):
        order = generator(0, "epoch", epoch).permutation(150)
        for batch in (order[:128], order[128:]):
            logits = net(torch.tensor(X[batch]))
            adam.zero_grad()
            torch.nn.functional.cross_entropy(logits, torch.tensor(Y[batch]).long()).backward()
            adam.step()
    theirs = net(torch.tensor(X)).detach().numpy()
    assert made.fit(one, X, Y).margin(X) == pytest.approx(theirs[:, 1] - theirs[:, 0], abs=1e-5)


def test_share_one_of_cvar_is_the_mlp_byte_for_byte():
    settings = {"hidden": 16, "lr": 0.01, "dropout": 0.1, "epochs": 4}
    mlp, cvar = margins("mlp", **settings), margins("cvar_dro", alpha=1.0, **settings)
    assert mlp.tobytes() == cvar.tobytes()
    assert mlp.tobytes() != margins("cvar_dro", alpha=0.5, **settings).tobytes()


def test_prediction_is_in_eval_mode():
    made, one = trial("mlp", dropout=0.5, epochs=2)
    classifier = made.fit(one, X, Y)
    once = classifier.margin(X)
    assert once.tobytes() == classifier.margin(X).tobytes()
    trained = classifier.network.train()(torch.tensor(X)).detach().numpy()
    assert not np.allclose(trained[:, 1] - trained[:, 0], once)


@pytest.mark.parametrize("name", ["mlp", "cvar_dro"])
def test_initial_weights_depend_on_seed_and_widths_alone(name):
    first = margins(name, lr=0.0, epochs=1, dropout=0.0)
    assert first.tobytes() == margins(name, lr=0.0, epochs=3, dropout=0.1).tobytes()
    assert first.tobytes() != margins(name, lr=0.0, epochs=1, hidden=64).tobytes()
    made, one = trial(name, lr=0.0, epochs=1)
    assert first.tobytes() != made.fit(replace(one, seed=1), X, Y).margin(X).tobytes()


def test_weights_start_within_the_bound_of_their_inputs():
    network = initial_network((100, 16, 16, 2), 0.0, 0, mask_generator(0, 16, 0.0))
    for layer, bound in zip(network.layers, (0.1, 0.25, 0.25), strict=True):
        for parameter in layer.parameters():
            assert parameter.abs().max().item() <= bound
        assert layer.weight.abs().max().item() > 0.9 * bound


def test_dropout_follows_the_first_of_the_two_hidden_layers_and_keeps_the_mean():
    network = initial_network((6, 12, 500, 500, 2), 0.25, 0, mask_generator(0, 500, 0.25)).train()
    trunk, first, second = network.hidden(torch.ones(50, 6))
    plain = network.eval().hidden(torch.ones(50, 6))
    assert torch.equal(trunk, plain[0])
    active = plain[1] > 0
    assert (first[active] == 0).float().mean().item() == pytest.approx(0.25, abs=0.02)
    kept = active & (first > 0)
    assert torch.allclose(first[kept], plain[1][kept] / 0.75)
    assert first.mean().item() == pytest.approx(plain[1].mean().item(), rel=0.02)
    assert second.shape == (50, 500)


def test_a_trunk_stands_before_the_hidden_layers():
    made = family("mlp", changes={"trunk": [9, 7]})
    _, one = trial("mlp", epochs=1)
    network = made.fit(one, X, Y).network
    assert [tuple(layer.weight.shape) for layer in network.layers] == [
        (9, 6), (7, 9), (16, 7), (16, 16), (2, 16),
    ]  # fmt: skip


def test_dead_units_are_those_that_no_row_activates():
    made, one = trial("mlp", epochs=1)
    classifier = made.fit(one, X, Y)
    with torch.no_grad():
        classifier.network.layers[0].bias[:4] = -1e6
        classifier.network.layers[1].bias[:] = 1e6
    dead = classifier.dead_units(X)
    assert dead.shape == (32,)
    assert dead[:4].all()
    assert not dead[16:].any()


@pytest.mark.parametrize(("x", "lr"), [(X, 1e30), (np.full_like(X, np.nan), 0.001)])
def test_a_loss_that_is_no_number_is_divergence(x, lr):
    with pytest.raises(DivergenceError, match="the loss is"):
        margins("mlp", x=x, lr=lr, epochs=3)


@pytest.mark.parametrize("alpha", [0.0, -0.1, 1.5])
def test_a_share_outside_zero_and_one_is_refused(alpha):
    with pytest.raises(ValueError, match="expected a share"):
        margins("cvar_dro", alpha=alpha)


def test_an_unknown_number_format_is_named():
    with pytest.raises(ValueError, match="Got dtype='float31'"):
        torch_dtype("float31")


def test_a_net_learns_what_a_line_can_tell():
    x, y = rows(1000)
    made, one = trial("mlp", lr=0.01, epochs=30)
    assert ((made.fit(one, x, y).margin(x) > 0) == y).mean() > 0.75


def test_masks_of_runs_with_other_settings_differ():
    pairs = itertools.product([0.001, 0.01], [0.1, 0.2])
    assert len({margins("mlp", lr=lr, dropout=d, epochs=2).tobytes() for lr, d in pairs}) == 4
