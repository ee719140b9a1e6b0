namespace Engine.Tests.Generators;

/// <summary>One diagnostic per mistake, at its place, with its whole message; and none where all is well.</summary>
public class DiagnosticCaseTests
{
    public static TheoryData<string, string> Cases
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach (string file in DiagnosticCase.Files)
            {
                foreach (DiagnosticCase one in DiagnosticCase.Read(file))
                {
                    data.Add(file, one.Name);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Case_gives_its_diagnostics_and_no_other(string file, string name)
    {
        List<DiagnosticCase> cases = DiagnosticCase.Read(file);
        Assert.Single(cases, c => c.Name == name).Check();
        if (DiagnosticPage.Updates)
        {
            DiagnosticCase.Write(file, cases);
        }
    }

    [Fact]
    public void Every_rule_has_a_case_and_every_file_has_cases_without_fault()
    {
        ILookup<string, string> cases = DiagnosticCase.Files
            .SelectMany(file => DiagnosticCase.Read(file).SelectMany(c => c.Ids.DefaultIfEmpty("none").Select(id => (id, file))))
            .ToLookup(pair => pair.id, pair => pair.file);
        Assert.Equal(DiagnosticPage.Ids, DiagnosticPage.Ids.Where(cases.Contains));
        Assert.Equal(DiagnosticCase.Files, cases["none"].Distinct().Order(StringComparer.Ordinal));
    }
}
