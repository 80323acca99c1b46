"""The accounts room: people, bodies, posts, holdings and delegation, and who may do what."""
