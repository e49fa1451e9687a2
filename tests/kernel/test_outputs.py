import base64

from autograder.kernel.outputs import PNG, cleaned


def show(**data):
    return cleaned([{"output_type": "display_data", "data": data, "metadata": {}}])


def test_scripts_do_not_survive_in_html():
    (output,) = show(**{"text/html": "<b onclick=steal()>x</b><script>steal()</script>"})
    assert output["data"]["text/html"] == "<b>x</b>"


def test_only_allowed_kinds_are_kept():
    assert show(**{"application/javascript": "steal()", "image/svg+xml": "<svg onload=steal()>"}) == []
    assert show(**{"text/plain": "x", "application/javascript": "steal()"})[0]["data"] == {"text/plain": "x"}


def test_a_picture_must_be_a_picture():
    assert show(**{"image/png": base64.b64encode(b"<script>").decode()}) == []
    assert show(**{"image/png": base64.b64encode(PNG + b"...").decode()})


def test_what_has_another_form_is_dropped():
    assert cleaned([None, 1, {}, {"output_type": "update_display_data"}, {"output_type": "display_data"}]) == []


def test_long_text_is_cut():
    (output,) = cleaned([{"output_type": "stream", "name": "x", "text": "a" * 10**6}])
    assert output["name"] == "stdout"
    assert len(output["text"]) < 300_000
