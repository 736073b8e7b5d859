"""A Dask cluster that is set and cannot be used is said, with what to do."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from analysis.errors import BadSetting
from flows.cluster import _spread


@pytest.mark.skipif(find_spec("prefect_dask") is not None, reason="prefect-dask is installed here")
def test_without_prefect_dask_it_is_said_what_to_install() -> None:
    with pytest.raises(BadSetting, match=r"pip install 'call-coach\[dask\]'"):
        _spread("tcp://127.0.0.1:1", 1)
