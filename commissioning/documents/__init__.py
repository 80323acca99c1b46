"""The documents room: files that were handed in, each kept once by what it holds. Rooms above say where."""
