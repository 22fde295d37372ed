"""The page that the browser comes back to, by itself."""

import socket
import threading
import time

import pytest

from credprovider.vault.failures import VaultFailure
from credprovider.vault.oidc.callback import listening
from tests.credprovider.vault.auth.attended import opened
from tests.servers.processes import free_port


def test_nobody_finishes_the_login() -> None:
    start = time.monotonic()
    with listening(free_port()) as listener:
        listener.expect("st_1")
        with pytest.raises(VaultFailure, match=r"in the browser in 0\.3 s"):
            listener.wait(0.3)
    assert time.monotonic() - start < 5


def test_before_a_login_is_expected_there_is_none() -> None:
    with listening(free_port()) as listener:
        assert opened(f"http://127.0.0.1:{listener.port}/oidc/callback?state=&code=x").status == 400


def test_what_the_browser_is_shown_is_no_markup() -> None:
    with listening(free_port()) as listener:
        listener.expect("st_1")
        pages = []
        url = f"http://127.0.0.1:{listener.port}/oidc/callback?state=st_1&code=x"
        browser = threading.Thread(target=lambda: pages.append(opened(url)))
        browser.start()
        callback = listener.wait(10)
        callback.answer("<b>&")
        browser.join()

    assert callback.fields == {"state": "st_1", "code": "x"}
    assert "&lt;b&gt;&amp;" in pages[0].text


def test_a_provider_that_answers_by_post_is_told_what_to_change() -> None:
    with listening(free_port()) as listener:
        listener.expect("st_1")
        page = opened(f"http://127.0.0.1:{listener.port}/oidc/callback", b"state=st_1&code=x")
        assert (page.status, "`oidc_response_mode`" in page.text) == (405, True)


def test_what_is_no_request_is_refused_in_our_own_words() -> None:
    with listening(free_port()) as listener, socket.create_connection(("127.0.0.1", listener.port)) as connection:
        connection.sendall(b"<script> /\r\n\r\n")
        said = connection.makefile("rb").read()
    assert b"This is not understood here." in said
    assert b"<script>" not in said
    assert b"Python" not in said


def test_of_many_callbacks_at_once_one_is_taken() -> None:
    with listening(free_port()) as listener:
        listener.expect("st_1")
        taken = []
        threads = [threading.Thread(target=lambda: taken.append(listener.take({"state": "st_1"}))) for _ in range(50)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len([each for each in taken if each is not None]) == 1


def test_the_port_is_free_again_at_once() -> None:
    port = free_port()
    for _ in range(3):
        with listening(port):
            assert opened(f"http://127.0.0.1:{port}/").status == 404


def test_a_port_that_only_root_may_use_or_that_is_taken() -> None:
    port = free_port()
    with listening(port), pytest.raises(VaultFailure, match="is in use by another program"), listening(port):
        pass
