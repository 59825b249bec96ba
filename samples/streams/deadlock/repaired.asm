; The same instructions, but the store returns the token that `finish` waits for.
load inp[0x000] <- dram[0x100] 1 x 64 stride 64
load wgt[0x000] <- dram[0x014] 1 x 8 stride 8 push_next
load uop[0x000] <- dram[0xd00] 1 x 8 stride 8 pop_prev
gemm uop[0:4] loop 1 x 1 acc +0,+0 inp +0,+0 wgt +0,+0 push_next
store dram[0x300] <- out[0x000] 1 x 16 stride 16 pop_prev push_prev
finish pop_next
