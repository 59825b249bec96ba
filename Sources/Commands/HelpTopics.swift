/// What `help TOPIC` prints for words that are no commands.
let helpTopics: [String: [String]] = [
  "locations": [
    "A location says where to stop, and what to show:",
    "  #118          instruction 118, counted over all streams from 0",
    "  load:3        the fourth instruction of the unit `load`",
    "  %12  %x       the instructions that the value 12, or the parameter x, became",
    "  @conv1        those that the model's node of that name became",
    "  op:GEMM       every instruction of that kind",
    "  pass:NAME     before the pass NAME is applied",
    "  tok:l2g       a push into or a pop from the token queue l2g;",
    "                tok:l2g[push], tok:l2g[pop], tok:l2g[=2] when its level becomes 2",
    "  acc[4:8]      (for watchpoints) rows 4 to 7 of a memory, dram[0x100:0x200] bytes",
    "  /regex/       every instruction whose text it finds",
    "Behind any of them: if EXPRESSION.",
  ],
  "expressions": [
    "An expression is made of numbers (118, 0x76), and of",
    "  acc[3][7]     lane 7 of row 3 of a memory; dram[0x100] a byte of outer memory",
    "  tok:l2g       how many tokens a queue holds",
    "  $insn         the number of the next instruction",
    "  $pos          how many instructions have been run",
    "  $NAME         a counter, as `info counters` names it",
    "with + - * / % & | ^ << >> ~ and == != < <= > >= && || ! and parentheses.",
  ],
  "formats": [
    "x/NF and p/F take a count N and a format F, and p/N a count of a tensor's elements:",
    "  d decimal   u unsigned   x hexadecimal   t binary   f real   c character",
    "  b bytes     h heat (a shade for each lane)   T tensor   r rows as they are",
  ],
]
