// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Every hypervisor of this repository, in the order in which `hvctl list` shows them.
public let hypervisors: [HypervisorDescription] = [observer, tutorial, haltLoop, everything]
