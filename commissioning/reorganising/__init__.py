"""The reorganising room: bodies are renamed, merged, split or hand cases over, in one recorded act."""
