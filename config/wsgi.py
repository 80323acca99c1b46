"""How a server starts Tollgate over WSGI: with production settings unless told otherwise."""

import os

from django.core.wsgi import get_wsgi_application

from config.ready import stand_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

application = get_wsgi_application()
stand_ready()
