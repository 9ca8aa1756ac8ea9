import sys
from hypothesis import given
from networks import budget, make, play, scenarios
import disruptsim as ds, time
N=[0,0.0]
@given(scenarios())
@budget(300)
def test_x(t):
    sc=make(t)
    a=time.time()
    for p in ["none",*sc.policies]:
        o=play(sc,p); N[0]+=1
    N[1]+=time.time()-a
    assert o.mass_error<1e-9
def test_z(): print(N, N[1]/N[0]); assert 0
