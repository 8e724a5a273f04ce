"""One Daphne process: pages by Django's WSGI handler in threads, sockets by the loop."""
