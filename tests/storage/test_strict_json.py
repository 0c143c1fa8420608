import math

import numpy as np
import pytest

from stages.storage.strict_json import finite, strict_json


def test_numbers_have_six_significant_digits():
    assert finite(0.123456789) == 0.123457
    assert finite(1234567.0) == 1234570.0
    assert finite(1e-9) == 1e-9


def test_what_is_undefined_is_null_and_a_bool_is_a_number():
    assert [finite(value) for value in (None, math.nan, math.inf)] == [None] * 3
    assert [finite(value) for value in (True, False)] == [1, 0]
    assert all(type(finite(value)) is int for value in (True, np.True_))
    assert type(finite(np.float64(0.5))) is float
    assert type(finite(np.int64(3))) is int


def test_strict_json_refuses_what_is_no_number():
    assert strict_json({"b": 1, "a": None}) == '{\n  "a": null,\n  "b": 1\n}\n'
    with pytest.raises(ValueError, match="not JSON compliant"):
        strict_json({"a": math.nan})
