namespace RootWatch.AwsSimulator.Control;

/// <summary>Either an answer of the control API or what is wrong with the request.</summary>
internal readonly record struct ControlOutcome(int Status, object Body)
{
    public static ControlOutcome Ok(object body) => new(200, body);

    public static ControlOutcome Bad(string problem) => new(400, new { error = problem });

    public static ControlOutcome NotFound(string problem) => new(404, new { error = problem });
}
