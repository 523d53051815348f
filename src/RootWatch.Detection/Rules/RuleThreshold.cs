namespace RootWatch.Detection.Rules;

/// <summary>A number in a rule's condition that a tenant may set.</summary>
/// <param name="Name">Of the setting, in kebab case: <c>failures-in-15-minutes</c>.</param>
/// <param name="Meaning">What it counts and in what unit, for the docs and for error messages.</param>
public sealed record RuleThreshold(string Name, double Default, double Min, double Max, string Meaning);
