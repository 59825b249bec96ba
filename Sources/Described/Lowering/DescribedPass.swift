import Passes

/// A pass on the regions of a machine that is described by what its instructions do.
protocol DescribedPass: RegionPass where Machine == Abilities {}
