"""A server is ready before its first request."""

import gc
import os
import subprocess
import sys

from config.ready import stand_ready


def test_what_stays_is_left_out_of_the_search_for_garbage() -> None:
    before = gc.get_freeze_count()
    held = [[number] for number in range(1000)]
    stand_ready()
    assert gc.get_freeze_count() >= before + len(held)


def test_a_server_has_its_addresses_before_it_is_asked() -> None:
    asks = "import sys, config.wsgi; assert 'config.urls' in sys.modules and 'commissioning.urls' in sys.modules"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    assert subprocess.run([sys.executable, "-c", asks], env=environment, check=False).returncode == 0  # noqa: S603 - ourselves
