/* SPDX-License-Identifier: GPL-2.0-only */
/* The functions that fill `runs`, by the file they are in. */
#ifndef CATEGORIES_H
#define CATEGORIES_H

/* identification.c */
void make_cpuid(void);
void make_user_cpuid(void);
void make_cpuid_in_shadow(void);

/* msrs.c */
void make_rdmsr(void);
void make_wrmsr(void);
void make_wrmsr_rdmsr(void);

/* control_registers.c */
void make_mov_from_cr(void);
void make_mov_to_cr0(void);
void make_mov_to_cr3(void);
void make_mov_to_cr4(void);
void make_mov_to_cr8(void);
void make_clts(void);
void make_lmsw(void);
void make_smsw(void);
void make_xsetbv(void);

/* refused.c */
void make_vmx(void);
void make_user_privileged(void);

/* ports.c */
void make_in(void);
void make_out(void);
void make_ins(void);
void make_outs(void);

/* waits.c */
void make_pause(void);
void make_hlt(void);
void make_monitor_mwait(void);

/* counters.c */
void make_rdtsc(void);
void make_rdtscp(void);
void make_rdpmc(void);
void make_rdrand(void);
void make_rdseed(void);

/* caches.c */
void make_invlpg(void);
void make_invpcid(void);
void make_wbinvd(void);
void make_invd(void);
void make_xsaves(void);

/* descriptors.c */
void make_store_tables(void);
void make_lgdt(void);
void make_lidt(void);
void make_lldt_ltr(void);

/* debug.c */
void make_mov_dr(void);
void make_debug_exceptions(void);

/* exceptions.c */
void make_exceptions(void);
void make_system_calls(void);

/* delivery.c */
void make_delivery(void);
void make_nested(void);
void make_nmi(void);

#endif /* CATEGORIES_H */
