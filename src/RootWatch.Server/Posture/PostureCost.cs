namespace RootWatch.Server.Posture;

/// <summary>
/// What reading the posture takes of a well-kept member account, once an hour. <c>rootwatch plan</c> is compiled with this
/// file, and a test counts the calls.
/// </summary>
internal static class PostureCost
{
    private const int ReadingsPerDay = 24;

    // IAM 9, alternate contacts 3, the organization 1, one trail 3 and its bucket 1.
    private const int CallsPerReading = 17;

    // Config's recorder, GuardDuty's detectors and the one there is, Security Hub.
    private const int CallsPerRegion = 4;

    // The credential report is ordered and fetched anew every four hours; what was denied is tried again once a day.
    private const int OthersPerDay = 15;

    public static double CallsPerDay(int regions) => (ReadingsPerDay * (CallsPerReading + (CallsPerRegion * regions))) + OthersPerDay;
}
