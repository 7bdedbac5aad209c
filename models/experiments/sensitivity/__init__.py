"""Which assumptions matter: screening, variance shares, tornado, response; noise told apart."""
