"""Live news: what was committed is told to those who listen; a reload would show them the same.

    broadcast(audience, kind, ...)  after commit, from any thread or process   broadcast.py
      → bus                         this process, its neighbours, or Redis      bus.py
        → hub                       audience → rooms of local listeners         hub.py
          → line                    one listener's socket, with a byte limit    lines.py

A listener is a `ListeningConsumer` (consumer.py): it checks who listens, and only listens.
"""
