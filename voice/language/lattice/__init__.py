"""Orders read against a menu: a lattice of its names over the words, cut into order lines at least cost."""
