namespace Engine.Host.Render;

/// <summary>The colours and type of the report. Everything visible takes its colour from a class here, so that the dark scheme is one block.</summary>
/// <remarks>
/// Critical is red and also thicker, so that it survives greyscale print and colour blindness. Text keeps a contrast of at
/// least 4.5 to 1 on what it stands on. Plain values instead of CSS variables: converters such as librsvg know no variables.
/// </remarks>
internal static class SvgTheme
{
    public const string Style = """
        <style>
        text{font-family:"Segoe UI","Helvetica Neue",Arial,"Liberation Sans","DejaVu Sans",sans-serif;fill:#18212e;unicode-bidi:isolate}
        .bg{fill:#ffffff}
        .t{font-size:22px;font-weight:600}.h{font-size:16px;font-weight:600}
        .mu,.ax,.lv,.tm,.k{fill:#566172}
        .mu{font-size:12px}.ax{font-size:10.5px}.lv{font-size:10px}.k{font-size:11px}
        .v{font-size:17px;font-weight:600}.vc{fill:#b3231a}
        .card{fill:#f5f7fa;stroke:#dfe4ea}
        .bd{fill:#f6f8fa}
        .e{fill:none;stroke:#8d99a9;stroke-width:1.1}.dense .e{stroke-width:.9;stroke:#a9b3c0}.r,.dense .r{stroke:#b3bdc9;stroke-dasharray:4 3}
        .ec,.dense .ec{fill:none;stroke:#c8281e;stroke-width:2.4}
        .ah{fill:#8d99a9}.ac{fill:#c8281e}
        .n rect{stroke:#7f93ae;stroke-width:1}.c rect{stroke:#c8281e;stroke-width:2.4}
        .s0 rect,.s0{fill:#f7fafd}.s1 rect,.s1{fill:#e9f1f9}.s2 rect,.s2{fill:#dae8f5}.s3 rect,.s3{fill:#cadef1}
        .s4 rect,.s4{fill:#b9d3ec}.s5 rect,.s5{fill:#a7c8e6}.s6 rect,.s6{fill:#95bce0}
        .nf{font-size:11px}.nc{font-size:9.5px}.tm{font-size:10px;fill:#3d4858}
        .lane{fill:#f3f5f8}.g{stroke:#dde2e9;stroke-width:1}.gb{stroke:#aab4c0;stroke-width:1}
        .b{fill:#8fb4dc;stroke:#ffffff;stroke-width:.7}.bm{fill:#8fb4dc}.bc{fill:#c8281e;stroke:#ffffff;stroke-width:.7}.bx{fill:#c8281e}
        .bl{font-size:10px;pointer-events:none}.bw{fill:#ffffff}
        .pk{fill:#c9dcf0}.pf{fill:#6f9fd1}
        .ms{stroke:#18212e;stroke-width:1.4}.lb{stroke:#0f7b52;stroke-width:1.4;stroke-dasharray:5 3}.lbt{font-size:11px;fill:#0f7b52}.mst{font-size:11px}
        @media (prefers-color-scheme:dark){
        text{fill:#e7ecf3}.bg{fill:#12171e}.mu,.ax,.lv,.k{fill:#a3afbf}.vc{fill:#ff8a80}.card{fill:#1a212b;stroke:#2c3643}.bd{fill:#171d26}
        .e{stroke:#6f7d8f}.dense .e{stroke:#566373}.r,.dense .r{stroke:#47525f}.ec,.dense .ec{stroke:#ff6b5e}.ah{fill:#6f7d8f}.ac{fill:#ff6b5e}
        .n rect{stroke:#5b7493}.c rect{stroke:#ff6b5e}
        .s0 rect,.s0{fill:#1a222d}.s1 rect,.s1{fill:#1c2a3b}.s2 rect,.s2{fill:#1e3148}.s3 rect,.s3{fill:#203856}
        .s4 rect,.s4{fill:#224064}.s5 rect,.s5{fill:#244872}.s6 rect,.s6{fill:#265081}.tm{fill:#c3cdd9}
        .lane{fill:#181f28}.g{stroke:#2a3441}.gb{stroke:#4a5868}.b{fill:#2f609b;stroke:#12171e}.bm{fill:#2f609b}.bc{fill:#c8281e;stroke:#12171e}
        .pk{fill:#25405f}.pf{fill:#4d86c4}.ms{stroke:#e7ecf3}.lb{stroke:#4cc796}.lbt{fill:#4cc796}}
        </style>
        """;

    /// <summary>What tasks of a run look like by their status, behind <see cref="Style"/>. Outlines differ too, not the fill alone.</summary>
    public const string RunStyle = """
        <style>
        .n.st-completed rect{fill:#cfeadd;stroke:#0f7b52}.n.st-running rect{fill:#cfe2f6;stroke:#2a6fb8;stroke-width:2.4}
        .n.st-retrying rect,.n.st-interrupted rect{fill:#f7e6c4;stroke:#8a5a00;stroke-width:2.4;stroke-dasharray:5 3}
        .n.st-failed rect,.n.st-timed_out rect{fill:#f8d3cf;stroke:#b3231a;stroke-width:2.4}
        .n.st-cancelled rect,.n.st-skipped rect,.n.st-not_started rect{fill:#eceff3;stroke:#6b7585;stroke-dasharray:3 3}
        .n.st-pending rect{fill:#ffffff}
        @media (prefers-color-scheme:dark){
        .n.st-completed rect{fill:#17402f;stroke:#4cc796}.n.st-running rect{fill:#1e3f63;stroke:#6aa9e9}
        .n.st-retrying rect,.n.st-interrupted rect{fill:#473610;stroke:#e0b050}
        .n.st-failed rect,.n.st-timed_out rect{fill:#55201c;stroke:#ff8a80}
        .n.st-cancelled rect,.n.st-skipped rect,.n.st-not_started rect{fill:#232b36;stroke:#93a0b1}
        .n.st-pending rect{fill:#12171e}}
        </style>
        """;
}
