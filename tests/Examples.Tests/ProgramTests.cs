using Examples.Tests.Support;

namespace Examples.Tests;

public class ProgramTests
{
    private const int MostLines = 5;

    [TestCase("examples/Images/Program.cs")]
    [TestCase("examples/Metrics/Program.cs")]
    [TestCase("examples/Health/Program.cs")]
    [TestCase("src/Khronos/Program.cs")]
    public void Program_OfAService_HasAtMostFiveLines(string path)
    {
        var code = Repository.Read(path).Split('\n').Where(line => line.Length > 0 && !line.StartsWith("using ", StringComparison.Ordinal));

        Assert.That(code.Count(), Is.InRange(1, MostLines));
    }
}
