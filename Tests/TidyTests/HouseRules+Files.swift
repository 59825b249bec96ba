extension HouseRules {

  /// Words in which the name of an accelerator stands and is none.
  static let wordsWithNames = ["picosecond"]

  /// Headers of the terminal that other targets in C may include: processes have signals, too.
  static let headers: [String: Set<String>] = [
    "CDriver": ["signal"], "CLibraries": ["signal"],
  ]

  /// Files are read as they were and written whole, and `Tensors` alone knows how.
  static let files = WordRule(
    name: "opens a file",
    words: [
      "O_RDONLY", "O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_APPEND", "FileManager",
      "FileDescriptor", "InputStream", "OutputStream", "contentsOfFile", "createFile",
    ],
    functions: [
      "fopen", "fdopen", "freopen", "openat", "creat", "mkstemp", "mkostemp", "tmpfile", "opendir",
      "rename", "renameat", "renameat2",
    ],
    exemptions: [
      Exemption("Tensors/Files", "it reads and writes them"),
      Exemption("CFiles", "what Swift does not import for that"),
      Exemption("CLibraries", "what a compiler says goes to a file"),
      Exemption("Sources/Terminal/HistoryFile.swift", "lines that several sessions append"),
      Exemption("Sources/CTerminalShims/crash.c", "what is left where all else has failed"),
      Exemption("Sources/CTerminalShims/signals.c", "standard streams that are closed"),
    ])

}
