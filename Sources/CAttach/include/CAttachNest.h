// The nest: a page of code and three of data that attaching leaves in the program. Offsets into the data, for the code
// (Nest.S) and for what fills it in from outside.
#pragma once

#define HEAPTIDE_NEST_MAGIC 0x3165646974706168 /* "haptide1" */

#define HEAPTIDE_NEST_PROCESS 8      /* i32: pid of the program; a forked child's copy does nothing */
#define HEAPTIDE_NEST_CLAIM 12       /* i32: 0 nobody, 1 the pending call, 2 the helper thread */
#define HEAPTIDE_NEST_STAGE 16       /* i32: see below */
#define HEAPTIDE_NEST_CANCEL 20      /* i32: not 0: do not call any more */
#define HEAPTIDE_NEST_QUEUED 24      /* i32: pending calls and helper threads ever started */
#define HEAPTIDE_NEST_RETURNED 28    /* i32: and those that have returned */
#define HEAPTIDE_NEST_OWNER 32       /* i32: pid of who is using it from outside, 0 nobody, -1 never again */
#define HEAPTIDE_NEST_RESULT 36      /* i32: what the function returned */
#define HEAPTIDE_NEST_DLOPEN 40      /* u64, addresses in the program, up to HEAPTIDE_NEST_ATTRIBUTES_DETACH */
#define HEAPTIDE_NEST_DLSYM 48
#define HEAPTIDE_NEST_DLERROR 56
#define HEAPTIDE_NEST_ENSURE 64
#define HEAPTIDE_NEST_RELEASE 72
#define HEAPTIDE_NEST_ADD_PENDING 80
#define HEAPTIDE_NEST_CREATE 88
#define HEAPTIDE_NEST_ATTRIBUTES_INIT 96
#define HEAPTIDE_NEST_ATTRIBUTES_STACK 104
#define HEAPTIDE_NEST_ATTRIBUTES_DETACH 112
#define HEAPTIDE_NEST_THREAD 120     /* pthread_t */
#define HEAPTIDE_NEST_ATTRIBUTES 128 /* pthread_attr_t, 56 bytes */
#define HEAPTIDE_NEST_SYMBOL 256     /* texts, each with its 0 */
#define HEAPTIDE_NEST_SYMBOL_BYTES 256
#define HEAPTIDE_NEST_ERROR 512
#define HEAPTIDE_NEST_ERROR_BYTES 1024
#define HEAPTIDE_NEST_LIBRARY 4096
#define HEAPTIDE_NEST_ARGUMENT 8192
#define HEAPTIDE_NEST_TEXT_BYTES 4096 /* library, argument */

#define HEAPTIDE_NEST_CODE_BYTES 4096
#define HEAPTIDE_NEST_DATA_BYTES 12288
#define HEAPTIDE_NEST_STACK_BYTES 65536
#define HEAPTIDE_NEST_FRAME HEAPTIDE_NEST_DATA_BYTES /* offset, at the low end of the stack */
#define HEAPTIDE_NEST_FRAME_BYTES 16384
#define HEAPTIDE_NEST_BYTES 81920 /* all three */

/* Entries of the code, to be run by a borrowed thread with rbx = the data, on the nest's own stack. Each ends in the
   system call at HEAPTIDE_NEST_END, with its result in r12; if nobody stops it there, it goes back by the frame. */
#define HEAPTIDE_NEST_QUEUE 0
#define HEAPTIDE_NEST_START_HELPER 64
#define HEAPTIDE_NEST_END 192

/* Stages. */
#define HEAPTIDE_STAGE_WAITING 0
#define HEAPTIDE_STAGE_LOADING 1
#define HEAPTIDE_STAGE_LOCKING 2 /* the helper waits for the GIL */
#define HEAPTIDE_STAGE_CALLING 3
#define HEAPTIDE_STAGE_DONE 4
#define HEAPTIDE_STAGE_NO_LIBRARY 5
#define HEAPTIDE_STAGE_NO_SYMBOL 6
#define HEAPTIDE_STAGE_CANCELLED 7
