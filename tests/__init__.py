"""The suite: it mirrors the packages; `house` watches over the code itself."""
