import pytest

from tests.sandbox import laws

pytestmark = pytest.mark.integration


@pytest.mark.parametrize("law", laws.LAWS)
def test_a_sandboxed_kernel_keeps_the_law(findings, law):
    assert findings["laws"][law] == ""
