/// One line for each area, in the order in which `all` goes through them.
let allAreas: [any Area.Type] = [
  ModelArea.self,
  RelayArea.self,
  DescriptionArea.self,
  MachineArea.self,
  StreamArea.self,
  AssemblerArea.self,
  ArchiveArea.self,
  CommandArea.self,
  EditArea.self,
  KeyArea.self,
]

/// The area called `name`; one for the tests of this tool is not listed.
func areaType(named name: String) -> (any Area.Type)? {
  (allAreas + [FailingArea.self]).first { $0.name == name }
}
