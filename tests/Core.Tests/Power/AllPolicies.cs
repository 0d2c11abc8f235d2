using Busbar.Core.Power;

namespace Busbar.Core.Tests.Power;

/// <summary>Every policy by its name, for what holds for all of them.</summary>
public sealed class AllPolicies() : TheoryData<string>(AllocationPolicies.Names);
