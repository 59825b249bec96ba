import Diagnostics
import Passes

extension CompositeCheck {

  /// Cuts each composite into tiles for an accelerator, as far as that does not depend on what is
  /// around it.
  init(_ accelerator: Accelerator) {
    self.init(trying: { module throws(Diagnostic) in
      let none = try PassOptions([:], for: Tile.info)
      _ = try Tile(none).tiled(CompositeCheck.region, module, accelerator)
    })
  }

}
