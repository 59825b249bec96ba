/// Every pane, in the order of help.
public let allPanes: [any Pane.Type] = [
  ListingPane.self,
  ProgramPane.self,
  UnitPane.self,
  SRAMPane.self,
  MemoryPane.self,
  TimelinePane.self,
  StatePane.self,
  CommandPane.self,
]
