"""Fair draws: who sits on a panel, drawn so that quotas hold and nobody is left out without need.

`quotas` says what is asked, `feasibility` whether it can be had, `lottery` works out which panels
to draw from and how often, `public` puts the lottery in a list that anybody can check, `drawing`
draws and replaces, `interchange` reads and writes files. People are ids here, never names.

A probability is a person's chance (0 to 1) to be on the panel drawn. The method is that of
Flanigan, Gölz, Gupta, Hennig and Procaccia, "Fair algorithms for selecting citizens' assemblies",
Nature 596 (2021), 548-552.
"""
